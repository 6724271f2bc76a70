/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bindings of the VM page say, and when. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-vm-page-private.h"

static char *
state_text (VireoVmPage *self, VireoVmState state, const char *reason)
{
  const char *label = vireo_vm_state_get_label (state);

  if (reason == NULL || *reason == '\0')
    return g_strdup (label);
  /* Translators: the state of a virtual machine and its reason, as "Paused: disk full" */
  return g_strdup_printf (_ ("%s: %s"), label, reason);
}

static GStrv
state_classes (VireoVmPage *self, VireoVmState state, gboolean stale)
{
  const char *colour = "dim-label";

  if (!stale && state == VIREO_VM_STATE_RUNNING)
    colour = "success";
  else if (!stale && state == VIREO_VM_STATE_CRASHED)
    colour = "error";
  else if (!stale && (state == VIREO_VM_STATE_PAUSED || state == VIREO_VM_STATE_SHUTTING_DOWN))
    colour = "warning";
  return g_strdupv ((char *[]) { (char *) "caption", (char *) colour, NULL });
}

/* Why nothing of this kind can be asked of the VM now. */
static const char *
why_not (VireoVmState state, gboolean stale)
{
  if (stale)
    return _ ("The connection to the host is lost");
  switch (state)
    {
    case VIREO_VM_STATE_OFF:
    case VIREO_VM_STATE_SAVED:
      return _ ("It is not running");
    case VIREO_VM_STATE_RUNNING:
      return _ ("It is running already");
    case VIREO_VM_STATE_PAUSED:
      return _ ("It is paused: resume it first");
    case VIREO_VM_STATE_SLEEPING:
      return _ ("The guest has put itself to sleep");
    case VIREO_VM_STATE_SHUTTING_DOWN:
      return _ ("It is shutting down");
    case VIREO_VM_STATE_CRASHED:
      return _ ("It has crashed: force it off first");
    case VIREO_VM_STATE_UNKNOWN:
    default:
      return _ ("Its state is not known yet");
    }
}

static char *
tooltip (const char *word, gboolean can, VireoVmState state, gboolean stale)
{
  if (can && !stale)
    return g_strdup (word);
  /* Translators: a button's word and why it cannot be pressed, as "Pause: it is not running" */
  return g_strdup_printf (_ ("%s (%s)"), word, why_not (state, stale));
}

static char *
start_tooltip (VireoVmPage *self, guint can, VireoVmState state, gboolean stale)
{
  const char *word = state == VIREO_VM_STATE_SAVED ? _ ("Start from the saved state") : _ ("Start");

  return tooltip (word, can & VIREO_VM_CAN_START, state, stale);
}

static char *
pause_tooltip (VireoVmPage *self, guint can, VireoVmState state, gboolean stale)
{
  return tooltip (_ ("Pause"), can & VIREO_VM_CAN_PAUSE, state, stale);
}

static char *
resume_tooltip (VireoVmPage *self, guint can, VireoVmState state, gboolean stale)
{
  return tooltip (_ ("Resume"), can & VIREO_VM_CAN_RESUME, state, stale);
}

static char *
shut_down_tooltip (VireoVmPage *self, guint can, VireoVmState state, gboolean stale)
{
  return tooltip (_ ("Shut Down"), can & VIREO_VM_CAN_SHUT_DOWN, state, stale);
}

static gboolean
can_resume (VireoVmPage *self, guint can)
{
  return (can & VIREO_VM_CAN_RESUME) != 0;
}

static gboolean
can_not_resume (VireoVmPage *self, guint can)
{
  return !can_resume (self, can);
}

/* It is the button of what does not run: beside *Pause* it could only be grey. */
static gboolean
may_start (VireoVmPage *self, guint can)
{
  return (can & (VIREO_VM_CAN_PAUSE | VIREO_VM_CAN_RESUME)) == 0;
}

static gboolean
is_starting (VireoVmPage *self, int order)
{
  return order == VIREO_VM_ORDER_START;
}

static gboolean
is_pausing (VireoVmPage *self, int order)
{
  return order == VIREO_VM_ORDER_PAUSE || order == VIREO_VM_ORDER_RESUME;
}

/* All orders of the split button and its menu show on it. */
static gboolean
is_stopping (VireoVmPage *self, int order)
{
  return order != -1 && !is_starting (self, order) && !is_pausing (self, order);
}

/* Stopped by something that somebody should look into. */
static gboolean
is_trouble (VireoVmPage *self, VireoVmState state, const char *reason)
{
  const VireoVmFacts *facts = self->vm != NULL ? vireo_vm_get_facts (self->vm) : NULL;

  /* An installation that broke off is told of by its own bar, which begins it again. */
  if (facts != NULL && facts->install_phase == VIREO_INSTALL_RUNNING && facts->install_begun
      && facts->install_media != NULL && state == VIREO_VM_STATE_OFF)
    return FALSE;
  return facts != NULL
         && vireo_vm_reason_is_trouble (facts->libvirt_state, facts->libvirt_reason);
}

/* What happened, and what can be done about it. */
static char *
trouble_text (VireoVmPage *self, VireoVmState state, const char *reason)
{
  if (self->vm != NULL && vireo_vm_get_facts (self->vm)->disk_full)
    return g_strdup (_ ("Paused: the storage that its disk is on is full.  Nothing is lost: free some "
                        "space there, then resume it."));
  return state_text (self, state, reason);
}

static char *
trouble_button (VireoVmPage *self, guint can)
{
  if (can & VIREO_VM_CAN_RESUME)
    return g_strdup (_ ("_Resume"));
  return g_strdup (can & VIREO_VM_CAN_FORCE_OFF ? _ ("_Force Off") : _ ("_Start"));
}

static char *
trouble_action (VireoVmPage *self, guint can)
{
  if (can & VIREO_VM_CAN_RESUME)
    return g_strdup ("vm.resume");
  return g_strdup (can & VIREO_VM_CAN_FORCE_OFF ? "vm.force-off" : "vm.start");
}

/* Created and not started yet. */
static gboolean
install_is_due (VireoVmPage *self, guint phase, guint state, const char *media, gboolean begun)
{
  return phase == VIREO_INSTALL_RUNNING && state == VIREO_VM_STATE_OFF && media != NULL && !begun;
}

static char *
stuck_text (VireoVmPage *self, guint64 written)
{
  if (written == 0)
    return g_strdup (_ ("For ten minutes nothing was written, and the screen has not changed.  Look at "
                        "the console: if the installer asks, it has not found its answers, and you "
                        "can give them by hand."));
  return g_strdup (_ ("For ten minutes the installer has written nothing, and its screen has not "
                      "changed.  Look at the console: it may be waiting for an answer, or have "
                      "finished and wait for you to reboot."));
}

void
_vireo_vm_page_bind_words (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, state_text);
  gtk_widget_class_bind_template_callback (widget_class, state_classes);
  gtk_widget_class_bind_template_callback (widget_class, start_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, pause_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, resume_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, shut_down_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, can_resume);
  gtk_widget_class_bind_template_callback (widget_class, can_not_resume);
  gtk_widget_class_bind_template_callback (widget_class, may_start);
  gtk_widget_class_bind_template_callback (widget_class, is_starting);
  gtk_widget_class_bind_template_callback (widget_class, is_pausing);
  gtk_widget_class_bind_template_callback (widget_class, is_stopping);
  gtk_widget_class_bind_template_callback (widget_class, is_trouble);
  gtk_widget_class_bind_template_callback (widget_class, trouble_button);
  gtk_widget_class_bind_template_callback (widget_class, trouble_action);
  gtk_widget_class_bind_template_callback (widget_class, install_is_due);
  gtk_widget_class_bind_template_callback (widget_class, stuck_text);
  gtk_widget_class_bind_template_callback (widget_class, trouble_text);
}
