/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-spinner.h"

struct _VireoSpinner
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (VireoSpinner, vireo_spinner, ADW_TYPE_BIN)

static void
set_spinning (GtkWidget *widget, gboolean spinning)
{
  GtkWidget *inner = adw_bin_get_child (ADW_BIN (widget));

  if (inner != NULL)
    gtk_spinner_set_spinning (GTK_SPINNER (inner), spinning);
}

static void
vireo_spinner_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_spinner_parent_class)->map (widget);
  set_spinning (widget, TRUE);
}

static void
vireo_spinner_unmap (GtkWidget *widget)
{
  set_spinning (widget, FALSE);
  GTK_WIDGET_CLASS (vireo_spinner_parent_class)->unmap (widget);
}

static void
vireo_spinner_class_init (VireoSpinnerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = vireo_spinner_map;
  widget_class->unmap = vireo_spinner_unmap;
}

static void
vireo_spinner_init (VireoSpinner *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_spinner_new ());
}
