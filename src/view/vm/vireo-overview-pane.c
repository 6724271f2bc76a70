/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-devices.h"
#include "core/stats/vireo-guest-watch.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-boot-group.h"
#include "view/vm/vireo-firmware-group.h"
#include "view/vm/vireo-guest-group.h"
#include "view/vm/vireo-hardware-group.h"
#include "view/vm/vireo-memory-group.h"
#include "view/vm/vireo-overview-pane.h"
#include "view/vm/vireo-processor-group.h"
#include "view/vm/vireo-virtio-group.h"

#define FRAME 16 /* ms */

struct _VireoOverviewPane
{
  VireoVmPane parent_instance;

  VireoContext *context; /* (owned) (nullable) */
  VireoVm *described;    /* (owned) (nullable): whose description is in the text box */
  VireoVm *watched;      /* (owned) (nullable): who is kept up to date now, with */
  VireoVmDevices *devices; /* (owned) (nullable): its devices and settings */
  VireoGuestWatch *guest;  /* (owned) (nullable): of the VM shown */
  guint watch_soon;        /* timer that begins to keep it up to date */
  GPtrArray *groups;     /* (owned): GtkWidget, borrowed: those made so far */
  guint make_groups;     /* idle that makes the next */
  guint n_told;          /* groups that show the VM already */
  guint tell_groups;     /* timer of the others */
  GQueue unseen;         /* GtkWidget: groups that were never drawn */
  guint show_groups;     /* tick that shows the next */
  gboolean edited;       /* the text box differs from what the VM says */
  gboolean loading;      /* the text box is being filled, not typed in */

  GtkWidget *general; /* the first group, not one of groups */
  GtkTextBuffer *description;
};

/* The groups below the first one, in their order.  A new one is its file and its line here; it has
 * a property "vm", and "context" and "guest" where it needs them. */
static GType (*const group_types[]) (void) = {
  vireo_guest_group_get_type,
  vireo_processor_group_get_type,
  vireo_memory_group_get_type,
  vireo_boot_group_get_type,
  vireo_firmware_group_get_type,
  vireo_virtio_group_get_type,
  vireo_hardware_group_get_type,
};

enum
{
  PROP_CONTEXT = 1,
  PROP_EDITED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoOverviewPane, vireo_overview_pane, VIREO_TYPE_VM_PANE)

static void
vireo_overview_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (object);

  switch (id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_EDITED:
      g_value_set_boolean (value, self->edited);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_overview_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (object);

  if (id != PROP_CONTEXT)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (g_set_object (&self->context, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

/* The description: typed in a text box, so it is ours until it is saved, and only then the VM's. */

static const char *
said_description (VireoVm *vm)
{
  const char *said = vm != NULL ? vireo_vm_get_facts (vm)->description : NULL;

  return said != NULL ? said : "";
}

static char *
typed_description (VireoOverviewPane *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->description, &start, &end);
  return gtk_text_buffer_get_text (self->description, &start, &end, FALSE);
}

static void
update_edited (VireoOverviewPane *self)
{
  g_autofree char *typed = typed_description (self);
  gboolean edited = g_strcmp0 (typed, said_description (self->described)) != 0;

  if (self->edited == edited)
    return;
  self->edited = edited;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITED]);
}

static void
description_typed_cb (VireoOverviewPane *self)
{
  if (!self->loading)
    update_edited (self);
}

static void
load_description (VireoOverviewPane *self)
{
  self->loading = TRUE;
  gtk_text_buffer_set_text (self->description, said_description (self->described), -1);
  self->loading = FALSE;
  update_edited (self);
}

static void
description_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoOverviewPane) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_edit_finish (VIREO_VM (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The description could not be saved."), error);
}

static void
save_description (VireoOverviewPane *self)
{
  g_autofree char *typed = typed_description (self);

  if (self->described != NULL && self->edited)
    vireo_vm_set_description_async (self->described, typed, NULL, description_saved,
                                    g_object_ref (self));
}

static void
save_description_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save_description (VIREO_OVERVIEW_PANE (widget));
}

static void
discard_description_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  load_description (VIREO_OVERVIEW_PANE (widget));
}

/* What the user is typing is never overwritten by what somebody else saved meanwhile. */
static void
description_told (VireoOverviewPane *self)
{
  if (self->edited)
    update_edited (self);
  else
    load_description (self);
}

static void
title_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoOverviewPane) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_edit_finish (VIREO_VM (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The title could not be saved."), error);
}

static void
title_applied_cb (VireoOverviewPane *self, AdwEntryRow *row)
{
  if (self->described != NULL)
    vireo_vm_set_title_async (self->described, gtk_editable_get_text (GTK_EDITABLE (row)), NULL,
                              title_saved, g_object_ref (self));
}

static void
copy (VireoOverviewPane *self, const char *text)
{
  g_autofree char *done = g_strdup_printf (_ ("“%s” was copied."), text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  vireo_report_done (GTK_WIDGET (self), done);
}

static void
copy_uuid_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (widget);

  if (self->described != NULL)
    copy (self, vireo_vm_get_uuid (self->described));
}

/* Which VM is followed, and how closely */

static void
unwatch (VireoOverviewPane *self)
{
  if (self->watched == NULL)
    return;
  vireo_vm_unwatch_addresses (self->watched);
  vireo_vm_devices_unwatch (self->devices);
  vireo_guest_watch_stop (self->guest);
  g_clear_object (&self->devices);
  g_clear_object (&self->watched);
}

static gboolean
watch_now (gpointer data)
{
  VireoOverviewPane *self = data;

  self->watch_soon = 0;
  self->watched = g_object_ref (self->described);
  self->devices = vireo_vm_get_devices (self->watched);
  vireo_vm_watch_addresses (self->watched);
  vireo_vm_devices_watch (self->devices);
  vireo_guest_watch_start (self->guest);
  return G_SOURCE_REMOVE;
}

/* What becomes known then is not to make the frame longer that shows the pane or the VM. */
static void
update_watched (VireoOverviewPane *self)
{
  VireoVm *wanted = vireo_vm_pane_get_shown (VIREO_VM_PANE (self)) ? self->described : NULL;

  if (self->watched != wanted)
    unwatch (self);
  if (self->watched == wanted)
    g_clear_handle_id (&self->watch_soon, g_source_remove);
  else if (self->watch_soon == 0)
    self->watch_soon = g_timeout_add (VIREO_VM_PANE_SOON, watch_now, self);
}

static void
tell_group (VireoOverviewPane *self, GtkWidget *group)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (group), "guest") != NULL)
    g_object_set (group, "guest", self->guest, NULL);
  g_object_set (group, "vm", self->described, NULL);
  gtk_widget_set_child_visible (group, g_queue_find (&self->unseen, group) == NULL);
}

static gboolean
tell_next_group (gpointer data)
{
  VireoOverviewPane *self = data;

  if (self->n_told < self->groups->len)
    {
      tell_group (self, self->groups->pdata[self->n_told++]);
      vireo_vm_pane_settle (VIREO_VM_PANE (self));
      return G_SOURCE_CONTINUE;
    }
  self->tell_groups = 0;
  return G_SOURCE_REMOVE;
}

/* All groups at once would hold up the window, so one a frame.  What still shows another VM is not
 * seen meanwhile, though it keeps its place. */
static void
tell_groups (VireoOverviewPane *self)
{
  self->n_told = 0;
  for (guint i = 0; i < self->groups->len; i++)
    gtk_widget_set_child_visible (self->groups->pdata[i], FALSE);
  if (self->tell_groups == 0 && self->groups->len > 0)
    self->tell_groups = g_timeout_add (FRAME, tell_next_group, self);
}

static void
vireo_overview_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (pane);

  save_description (self); /* going to look at another VM must not lose what was typed */
  if (self->described != NULL)
    g_signal_handlers_disconnect_by_func (self->described, description_told, self);
  unwatch (self);
  g_set_object (&self->described, vm);
  g_clear_object (&self->guest);
  if (vm != NULL)
    self->guest = vireo_guest_watch_new (vm);
  if (vm != NULL)
    g_signal_connect_object (vm, "notify::description", G_CALLBACK (description_told), self,
                             G_CONNECT_SWAPPED);
  load_description (self);
  update_watched (self);
  tell_groups (self);
}

static void
vireo_overview_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  update_watched (VIREO_OVERVIEW_PANE (pane));
}

/* Words for the bindings */

/* An entry's text cannot be NULL. */
static char *
text_or_nothing (gpointer instance, const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

static char *
os_name (VireoOverviewPane *self, const char *os_id, gboolean loaded)
{
  VireoOs *os = NULL;

  if (os_id == NULL || *os_id == '\0')
    return g_strdup (_ ("Not known"));
  if (loaded && self->context != NULL)
    os = vireo_os_catalog_lookup (vireo_context_get_catalog (self->context), os_id);
  return g_strdup (os != NULL ? vireo_os_get_name (os) : os_id);
}

/* The groups: made one in each turn of the main loop, and drawn one a frame when the pane is first
 * seen, because all at once hold up the window. */

static gboolean
show_next_group (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (widget);
  GtkWidget *group = g_queue_pop_head (&self->unseen);

  if (group != NULL)
    {
      gtk_widget_set_visible (group, TRUE);
      gtk_widget_set_child_visible (group, TRUE);
      return G_SOURCE_CONTINUE;
    }
  self->show_groups = 0;
  return G_SOURCE_REMOVE;
}

static void
show_groups (VireoOverviewPane *self)
{
  if (self->show_groups == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->show_groups
        = gtk_widget_add_tick_callback (GTK_WIDGET (self), show_next_group, NULL, NULL);
}

static void
vireo_overview_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_overview_pane_parent_class)->map (widget);
  show_groups (VIREO_OVERVIEW_PANE (widget));
}

static gboolean
make_next_group (gpointer data)
{
  VireoOverviewPane *self = data;
  GtkWidget *group;
  GObjectClass *klass;

  if (self->groups->len == G_N_ELEMENTS (group_types))
    {
      self->make_groups = 0;
      return G_SOURCE_REMOVE;
    }
  klass = g_type_class_ref (group_types[self->groups->len]());
  group = g_object_class_find_property (klass, "context") != NULL
              ? g_object_new (G_OBJECT_CLASS_TYPE (klass), "context", self->context, NULL)
              : g_object_new (G_OBJECT_CLASS_TYPE (klass), NULL);
  g_type_class_unref (klass);
  if (self->n_told == self->groups->len)
    {
      tell_group (self, group);
      self->n_told++;
    }
  g_ptr_array_add (self->groups, group);
  gtk_widget_set_visible (group, !gtk_widget_get_mapped (GTK_WIDGET (self)));
  gtk_widget_set_child_visible (group, FALSE);
  g_queue_push_tail (&self->unseen, group);
  show_groups (self);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (adw_bin_get_child (ADW_BIN (self))),
                            ADW_PREFERENCES_GROUP (group));
  vireo_vm_pane_settle (VIREO_VM_PANE (self));
  return G_SOURCE_CONTINUE;
}

static void
vireo_overview_pane_dispose (GObject *object)
{
  VireoOverviewPane *self = VIREO_OVERVIEW_PANE (object);

  g_clear_handle_id (&self->make_groups, g_source_remove);
  g_clear_handle_id (&self->tell_groups, g_source_remove);
  g_clear_handle_id (&self->watch_soon, g_source_remove);
  g_queue_clear (&self->unseen);
  unwatch (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_OVERVIEW_PANE);
  g_clear_object (&self->guest);
  g_clear_object (&self->described);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_overview_pane_parent_class)->dispose (object);
}

static void
vireo_overview_pane_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_OVERVIEW_PANE (object)->groups);
  G_OBJECT_CLASS (vireo_overview_pane_parent_class)->finalize (object);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, text_or_nothing);
  gtk_widget_class_bind_template_callback (widget_class, os_name);
  gtk_widget_class_bind_template_callback (widget_class, description_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_applied_cb);
}

static void
vireo_overview_pane_class_init (VireoOverviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);

  object_class->get_property = vireo_overview_pane_get_property;
  object_class->set_property = vireo_overview_pane_set_property;
  object_class->dispose = vireo_overview_pane_dispose;
  object_class->finalize = vireo_overview_pane_finalize;
  pane_class->vm_set = vireo_overview_pane_vm_set;
  widget_class->map = vireo_overview_pane_map;
  pane_class->shown_changed = vireo_overview_pane_shown_changed;

  props[PROP_CONTEXT]
      = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_EDITED] = g_param_spec_boolean ("edited", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-overview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoOverviewPane, general);
  gtk_widget_class_bind_template_child (widget_class, VireoOverviewPane, description);
  bind_callbacks (widget_class);

  gtk_widget_class_install_action (widget_class, "overview.save-description", NULL,
                                   save_description_action);
  gtk_widget_class_install_action (widget_class, "overview.discard-description", NULL,
                                   discard_description_action);
  gtk_widget_class_install_action (widget_class, "overview.copy-uuid", NULL, copy_uuid_action);
}

static void
vireo_overview_pane_init (VireoOverviewPane *self)
{
  self->groups = g_ptr_array_new ();
  vireo_init_template (GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->general, FALSE);
  g_queue_push_tail (&self->unseen, self->general);
  self->make_groups = g_idle_add (make_next_group, self);
}
