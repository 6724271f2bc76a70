/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a VM tells of its installation: where it stands comes with the facts, how it goes is measured
 * by those who watch it. */

#include "config.h"

#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-object.h"

enum
{
  PHASE,
  MEDIA,
  BEGUN,
  OPENED,
  MINUTES,
  WRITTEN,
  STUCK,
  READY,
  PICTURE,
  N_INSTALL_PROPS
};

static GParamSpec *props[N_INSTALL_PROPS];
static guint first_id;

/* Part of the class: its properties, counted from @first. */
void
vireo_vm_install_class_init (GObjectClass *object_class, guint first)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  first_id = first;
  props[PHASE] = g_param_spec_uint ("install-phase", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[MEDIA] = g_param_spec_string ("install-media", NULL, NULL, NULL, flags);
  /* the installer was started at least once */
  props[BEGUN] = g_param_spec_boolean ("install-begun", NULL, NULL, FALSE, flags);
  /* the user has seen that it is ready */
  props[OPENED] = g_param_spec_boolean ("install-opened", NULL, NULL, FALSE, flags);
  props[MINUTES] = g_param_spec_uint ("install-minutes", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[WRITTEN]
      = g_param_spec_uint64 ("install-written", NULL, NULL, 0, G_MAXUINT64, 0, flags); /* bytes */
  props[STUCK] = g_param_spec_boolean ("install-stuck", NULL, NULL, FALSE, flags);
  /* what was installed is up and can be reached */
  props[READY] = g_param_spec_boolean ("install-ready", NULL, NULL, FALSE, flags);
  /* of the installer's screen, small; nullable */
  props[PICTURE] = g_param_spec_boxed ("install-picture", NULL, NULL, G_TYPE_BYTES, flags);
  for (guint i = 0; i < N_INSTALL_PROPS; i++)
    g_object_class_install_property (object_class, first_id + i, props[i]);
}

/* Returns: FALSE when @id is none of these properties */
gboolean
vireo_vm_install_get_property (VireoVm *self, guint id, GValue *value)
{
  switch (id - first_id)
    {
    case PHASE:
      g_value_set_uint (value, self->facts->install_phase);
      return TRUE;
    case MEDIA:
      g_value_set_string (value, self->facts->install_media);
      return TRUE;
    case BEGUN:
      g_value_set_boolean (value, self->facts->install_begun);
      return TRUE;
    case OPENED:
      g_value_set_boolean (value, self->facts->install_opened);
      return TRUE;
    case MINUTES:
      g_value_set_uint (value, self->install.minutes);
      return TRUE;
    case WRITTEN:
      g_value_set_uint64 (value, self->install.written);
      return TRUE;
    case STUCK:
      g_value_set_boolean (value, self->install.stuck);
      return TRUE;
    case READY:
      g_value_set_boolean (value, self->install_ready);
      return TRUE;
    case PICTURE:
      g_value_set_boxed (value, self->install.picture);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
notify_if (VireoVm *self, gboolean differs, guint which)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), props[which]);
}

/* Part of vireo_vm_apply(). */
void
vireo_vm_install_notify (VireoVm *self, const VireoVmFacts *old, const VireoVmFacts *now)
{
  notify_if (self, old->install_phase != now->install_phase, PHASE);
  notify_if (self, g_strcmp0 (old->install_media, now->install_media) != 0, MEDIA);
  notify_if (self, old->install_begun != now->install_begun, BEGUN);
  notify_if (self, old->install_opened != now->install_opened, OPENED);
}

/**
 * vireo_vm_take_install_sample:
 * @sample: how the installation under way goes; its picture is copied
 */
void
vireo_vm_take_install_sample (VireoVm *self, const VireoInstallSample *sample)
{
  VireoInstallSample old = self->install;

  VIREO_ASSERT_MAIN ();
  self->install = *sample;
  if (sample->picture != NULL)
    g_bytes_ref (sample->picture);
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, old.minutes != sample->minutes, MINUTES);
  notify_if (self, old.written != sample->written, WRITTEN);
  notify_if (self, old.stuck != sample->stuck, STUCK);
  notify_if (self, old.picture != sample->picture, PICTURE);
  g_object_thaw_notify (G_OBJECT (self));
  g_clear_pointer (&old.picture, g_bytes_unref);
}

/**
 * vireo_vm_set_install_ready:
 * @ready: whether what was installed is up and can be reached
 */
void
vireo_vm_set_install_ready (VireoVm *self, gboolean ready)
{
  gboolean differs = ready != self->install_ready;

  VIREO_ASSERT_MAIN ();
  self->install_ready = ready;
  notify_if (self, differs, READY);
}

VireoInstallPhase
vireo_vm_get_install_phase (VireoVm *self)
{
  return self->facts->install_phase;
}

/**
 * vireo_vm_get_install_ready:
 *
 * Returns: whether it was installed here, is up and can be reached
 */
gboolean
vireo_vm_get_install_ready (VireoVm *self)
{
  return self->install_ready;
}

/**
 * vireo_vm_get_install_picture:
 *
 * Returns: (transfer none) (nullable): what the installer's screen looks like, as a small image file
 */
GBytes *
vireo_vm_get_install_picture (VireoVm *self)
{
  return self->install.picture;
}

/* The metadata is anybody's to write, and this goes into a shell. */
static gboolean
is_login (const char *name)
{
  return name != NULL && (g_ascii_islower (*name) || *name == '_')
         && strspn (name, G_CSET_a_2_z G_CSET_DIGITS "_-") == strlen (name);
}

/**
 * vireo_vm_make_ssh_command:
 *
 * Returns: (transfer full) (nullable): how to log in over SSH; %NULL while no address is known;
 *   g_free()
 */
char *
vireo_vm_make_ssh_command (VireoVm *self)
{
  const char *address = vireo_vm_get_ip_address (self);
  const char *login = self->facts->login;

  if (address == NULL)
    return NULL;
  return g_strdup_printf ("ssh %s@%s", is_login (login) ? login : "root", address);
}
