/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/app/vireo-host-row.h"
#include "view/common/vireo-template.h"

struct _VireoHostRow
{
  AdwBin parent_instance;

  VireoHost *host; /* (owned) (nullable) */
  GSignalGroup *watched;
  guint tick; /* timeout: counts down to the next attempt, while mapped */

  GtkLabel *state_label;
};

enum
{
  PROP_HOST = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHostRow, vireo_host_row, ADW_TYPE_BIN)

static char *
make_state_text (VireoHost *host)
{
  guint seconds;

  switch (vireo_host_get_state (host))
    {
    case VIREO_HOST_OFF:
      return g_strdup (vireo_host_get_error (host) != NULL ? _ ("No connection")
                                                           : _ ("Not connected"));
    case VIREO_HOST_OPENING:
      return g_strdup (_ ("Connecting…"));
    case VIREO_HOST_ON:
      return g_strdup ("");
    case VIREO_HOST_LOST:
      g_object_get (host, "retry-in", &seconds, NULL);
      if (seconds == 0)
        return g_strdup (_ ("Connection lost"));
      return g_strdup_printf (ngettext ("Connection lost, next try in %u s",
                                        "Connection lost, next try in %u s", seconds),
                              seconds);
    }
  g_return_val_if_reached (NULL);
}

static void
update_state (VireoHostRow *self)
{
  g_autofree char *text = self->host != NULL ? make_state_text (self->host) : g_strdup ("");

  gtk_label_set_label (self->state_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), *text != '\0');
}

static gboolean
tick_cb (gpointer data)
{
  update_state (data);
  return G_SOURCE_CONTINUE;
}

/* The host says when a pause begins and ends; counting the seconds down is up to who shows them. */
static void
state_changed (VireoHostRow *self)
{
  gboolean counts = self->host != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
                    && vireo_host_get_state (self->host) == VIREO_HOST_LOST;

  if (counts && self->tick == 0)
    self->tick = g_timeout_add_seconds (1, tick_cb, self);
  else if (!counts)
    g_clear_handle_id (&self->tick, g_source_remove);
  update_state (self);
}

static gboolean
is_opening (gpointer instance, guint state)
{
  return state == VIREO_HOST_OPENING;
}

static gboolean
can_retry (gpointer instance, guint state, const GError *error)
{
  return state == VIREO_HOST_LOST || (state == VIREO_HOST_OFF && error != NULL);
}

static char *
tooltip_text (gpointer instance, guint state, const GError *error, guint n_vcpus, guint64 memory)
{
  VireoHost *host = VIREO_HOST_ROW (instance)->host;
  const VireoHostFacts *facts = host != NULL ? vireo_host_get_facts (host) : NULL;
  g_autofree char *given = NULL;
  g_autofree char *there = NULL;

  if (error != NULL)
    return g_strdup (error->message);
  if (state != VIREO_HOST_ON || facts == NULL)
    return host != NULL ? g_strdup (vireo_host_get_uri (host)) : NULL;
  given = vireo_size_to_text (memory);
  there = vireo_size_to_text (facts->memory);
  /* Translators: what the running virtual machines have, against what the host has; first
   * processors, then memory */
  return g_strdup_printf (_ ("%s\nGiven out: %u of %u CPUs, %s of %s memory"), facts->hostname,
                          n_vcpus, facts->n_cpus, given, there);
}

static void
retry_cb (VireoHostRow *self)
{
  if (self->host != NULL)
    vireo_host_connect (self->host);
}

static void
vireo_host_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, VIREO_HOST_ROW (object)->host);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_host_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_HOST:
      vireo_host_row_set_host (VIREO_HOST_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_host_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_host_row_parent_class)->map (widget);
  state_changed (VIREO_HOST_ROW (widget));
}

static void
vireo_host_row_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_host_row_parent_class)->unmap (widget);
  g_clear_handle_id (&VIREO_HOST_ROW (widget)->tick, g_source_remove);
}

static void
vireo_host_row_dispose (GObject *object)
{
  VireoHostRow *self = VIREO_HOST_ROW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->watched);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_HOST_ROW);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_host_row_parent_class)->dispose (object);
}

static void
vireo_host_row_class_init (VireoHostRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_host_row_get_property;
  object_class->set_property = vireo_host_row_set_property;
  object_class->dispose = vireo_host_row_dispose;
  widget_class->map = vireo_host_row_map;
  widget_class->unmap = vireo_host_row_unmap;

  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/app/vireo-host-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoHostRow, state_label);
  gtk_widget_class_bind_template_callback (widget_class, is_opening);
  gtk_widget_class_bind_template_callback (widget_class, can_retry);
  gtk_widget_class_bind_template_callback (widget_class, tooltip_text);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
vireo_host_row_init (VireoHostRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->watched = g_signal_group_new (VIREO_TYPE_HOST);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->watched, "notify::error", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->watched, "notify::retry-in", G_CALLBACK (state_changed),
                                  self);
}

GtkWidget *
vireo_host_row_new (void)
{
  return g_object_new (VIREO_TYPE_HOST_ROW, NULL);
}

void
vireo_host_row_set_host (VireoHostRow *self, VireoHost *host)
{
  if (!g_set_object (&self->host, host))
    return;
  g_signal_group_set_target (self->watched, host);
  state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

/**
 * vireo_host_row_get_host:
 *
 * Returns: (transfer none) (nullable): the host shown
 */
VireoHost *
vireo_host_row_get_host (VireoHostRow *self)
{
  return self->host;
}
