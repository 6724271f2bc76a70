/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a preferences group is a horizontal box around a vertical box of two labels that wrap.
 * To share out the width, GtkBoxLayout asks what width each child needs for a height; the vertical
 * box finds that out by a binary search over its labels, and each of these by one over its text.
 * That is twenty to forty layouts of the text per label, most of the time it takes to show a page.
 * No row needs the answer: its labels get the width that the other children leave.  The same goes for
 * the question in a dialog.  So here such a box says for any height the width it needs at all. */

#include "config.h"

#include "view/common/vireo-spinner.h"
#include "view/common/vireo-template.h"

#define NARROWEST 8 /* letters */

#define VIREO_TYPE_TEXT_LAYOUT (vireo_text_layout_get_type ())
G_DECLARE_FINAL_TYPE (VireoTextLayout, vireo_text_layout, VIREO, TEXT_LAYOUT, GtkLayoutManager)

struct _VireoTextLayout
{
  GtkLayoutManager parent_instance;

  GtkLayoutManager *box_layout; /* (owned): the box's own, which does the work */
};

G_DEFINE_FINAL_TYPE (VireoTextLayout, vireo_text_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
vireo_text_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vireo_text_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                           int for_size, int *minimum, int *natural, int *minimum_baseline,
                           int *natural_baseline)
{
  gtk_layout_manager_measure (VIREO_TEXT_LAYOUT (manager)->box_layout, widget, orientation,
                              orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum,
                              natural, minimum_baseline, natural_baseline);
}

static void
vireo_text_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                            int baseline)
{
  gtk_layout_manager_allocate (VIREO_TEXT_LAYOUT (manager)->box_layout, widget, width, height,
                               baseline);
}

static void
vireo_text_layout_finalize (GObject *object)
{
  g_object_unref (VIREO_TEXT_LAYOUT (object)->box_layout);
  G_OBJECT_CLASS (vireo_text_layout_parent_class)->finalize (object);
}

static void
vireo_text_layout_class_init (VireoTextLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vireo_text_layout_finalize;
  layout_class->get_request_mode = vireo_text_layout_get_request_mode;
  layout_class->measure = vireo_text_layout_measure;
  layout_class->allocate = vireo_text_layout_allocate;
}

static void
vireo_text_layout_init (VireoTextLayout *self)
{
}

static gboolean
is_column (GtkWidget *widget)
{
  return GTK_IS_BOX (widget) && GTK_IS_BOX_LAYOUT (gtk_widget_get_layout_manager (widget))
         && gtk_orientable_get_orientation (GTK_ORIENTABLE (widget)) == GTK_ORIENTATION_VERTICAL;
}

static gboolean
wraps_text (GtkWidget *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_label_get_wrap (GTK_LABEL (child)))
      return TRUE;
  return FALSE;
}

static void
use_text_layout (GtkWidget *box)
{
  VireoTextLayout *layout = g_object_new (VIREO_TYPE_TEXT_LAYOUT, NULL);

  layout->box_layout = g_object_ref (gtk_widget_get_layout_manager (box));
  gtk_widget_set_layout_manager (box, GTK_LAYOUT_MANAGER (layout));
}

/* The narrowest a label can be is a layout too, by default one with a letter on each line. */
static void
use_text_width (GtkWidget *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_label_get_wrap (GTK_LABEL (child))
        && gtk_label_get_width_chars (GTK_LABEL (child)) < 0)
      gtk_label_set_width_chars (GTK_LABEL (child), NARROWEST);
}

/**
 * vireo_lighten:
 * @widget: made by a library from a template of its own, as a row or a question
 *
 * Makes the columns of wrapping labels everywhere below @widget cheap to lay out.
 */
void
vireo_lighten (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_column (child) && wraps_text (child))
        {
          use_text_layout (child);
          use_text_width (child);
        }
      vireo_lighten (child);
    }
}

/* A dialog closed while an order is under way outlives the window it belongs to, which GTK 4.8 would
 * look at again. */
static void
forget_parent (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
}

/**
 * vireo_init_template:
 * @widget: whose class has a template
 *
 * Takes the place of gtk_widget_init_template() in every instance init of the view.
 */
void
vireo_init_template (GtkWidget *widget)
{
  g_type_ensure (VIREO_TYPE_SPINNER);
  gtk_widget_init_template (widget);
  vireo_lighten (widget);
  if (GTK_IS_WINDOW (widget))
    g_signal_connect_after (widget, "unrealize", G_CALLBACK (forget_parent), NULL);
}

/**
 * vireo_action_row_new:
 *
 * A row made in code instead of a template.
 *
 * Returns: (transfer floating): an AdwActionRow
 */
GtkWidget *
vireo_action_row_new (void)
{
  GtkWidget *row = adw_action_row_new ();

  vireo_lighten (row);
  return row;
}
