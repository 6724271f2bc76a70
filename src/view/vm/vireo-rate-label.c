/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "view/common/vireo-graph-scale.h"
#include "view/vm/vireo-rate-label.h"

#define WIDTH 16      /* characters: enough for any rate, in every row the same */
#define NOTHING "\n" /* as high as a rate */

struct _VireoRateLabel
{
  AdwBin parent_instance;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (VireoRateLabel, vireo_rate_label, ADW_TYPE_BIN)

static void
vireo_rate_label_class_init (VireoRateLabelClass *klass)
{
}

static void
vireo_rate_label_init (VireoRateLabel *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_xalign (self->label, 1);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_RIGHT);
  gtk_label_set_width_chars (self->label, WIDTH);
  gtk_label_set_max_width_chars (self->label, WIDTH);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_label (self->label, NOTHING);
  adw_bin_set_child (ADW_BIN (self), label);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* The first thing of both lists is what goes in, the second what goes out. */
static guint
get_place (VireoRateKind kind)
{
  return kind == VIREO_RATE_DISK ? VIREO_DISK_READ : VIREO_NIC_RECEIVED;
}

static gboolean
is_known (VireoRateKind kind, const VireoStatsDevice *device)
{
  guint place = get_place (kind);

  return device != NULL && !(isnan (device->values[place]) && isnan (device->values[place + 1]));
}

/* Four digits at most: "0 B/s", "12.3 MiB/s", "1020 MiB/s". */
static char *
to_short_text (double rate)
{
  static const char *const units[] = { "B/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s" };
  guint unit = 0;

  if (isnan (rate))
    return g_strdup (C_ ("value", "not known"));
  for (; rate >= 1023.5 && unit < G_N_ELEMENTS (units) - 1; unit++)
    rate /= 1024;
  return g_strdup_printf (unit > 0 && rate < 99.95 ? "%.1f %s" : "%.0f %s", rate, units[unit]);
}

static char *
to_label_text (VireoRateKind kind, const VireoStatsDevice *device)
{
  guint place = get_place (kind);
  g_autofree char *in = to_short_text (device->values[place]);
  g_autofree char *out = to_short_text (device->values[place + 1]);

  if (kind == VIREO_RATE_DISK)
    /* Translators: how fast a disk is read and written now; short, as "12.3 MiB/s read" above
     * "0 B/s write" */
    return g_strdup_printf (_ ("%s read\n%s write"), in, out);
  /* Translators: what a network card receives and sends now; short, as "12.3 MiB/s in" above
   * "0 B/s out" */
  return g_strdup_printf (_ ("%s in\n%s out"), in, out);
}

/**
 * vireo_rate_to_text:
 * @device: (nullable): a disk or a NIC
 *
 * Returns: (transfer full) (nullable): "12.3 MiB/s read, 0 bytes/s written", "not known"
 */
char *
vireo_rate_to_text (VireoRateKind kind, const VireoStatsDevice *device)
{
  g_autofree char *in = NULL, *out = NULL;
  guint place = get_place (kind);

  if (device == NULL)
    return NULL;
  if (!is_known (kind, device))
    return g_strdup (C_ ("value", "not known"));
  in = vireo_graph_scale_to_text (VIREO_GRAPH_BYTES_PER_SECOND, device->values[place]);
  out = vireo_graph_scale_to_text (VIREO_GRAPH_BYTES_PER_SECOND, device->values[place + 1]);
  if (kind == VIREO_RATE_DISK)
    /* Translators: how fast a disk is now, as "12.3 MiB/s read, 0 bytes/s written" */
    return g_strdup_printf (_ ("%s read, %s written"), in, out);
  /* Translators: how fast a network card is now, as "12.3 MiB/s received, 0 bytes/s sent" */
  return g_strdup_printf (_ ("%s received, %s sent"), in, out);
}

/**
 * vireo_rate_label_show:
 * @device: (nullable): %NULL when nobody measures
 *
 * Shows nothing when neither rate is known, and takes the same place in any case: rows that made
 * room for it a second after they came would jump, and take as long as at first.
 */
void
vireo_rate_label_show (VireoRateLabel *self, VireoRateKind kind, const VireoStatsDevice *device)
{
  g_autofree char *text = is_known (kind, device) ? to_label_text (kind, device) : NULL;

  gtk_label_set_label (self->label, text != NULL ? text : NOTHING);
}
