/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-long-list.h"

static void
mark (GtkWidget *row, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (row, name);
  else
    gtk_widget_remove_css_class (row, name);
}

/**
 * vireo_long_list_mark_ends:
 *
 * To be called when rows came, went or moved: which are the first and the last is seen by their
 * corners.
 */
void
vireo_long_list_mark_ends (GtkListBox *box)
{
  GtkWidget *first = NULL, *last = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_visible (row))
      {
        first = first != NULL ? first : row;
        last = row;
      }
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      mark (row, "first", row == first);
      mark (row, "last", row == last);
    }
}

/* Twice in a frame costs nothing: GTK draws after all that moved has its place. */
static void
look_again_when_moved (GtkWidget *row, GtkWidget *viewport)
{
  GtkAdjustment *along = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));

  if (g_object_get_data (G_OBJECT (row), "vireo-moved-by") == along)
    return;
  g_object_set_data (G_OBJECT (row), "vireo-moved-by", along);
  g_signal_connect_object (along, "value-changed", G_CALLBACK (gtk_widget_queue_draw), row,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (along, "changed", G_CALLBACK (gtk_widget_queue_draw), row,
                           G_CONNECT_SWAPPED);
}

static gboolean
is_far (GtkWidget *row)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);
  int page = viewport != NULL ? gtk_widget_get_height (viewport) : 0;
  graphene_point_t at;

  if (page < 1 || !gtk_widget_compute_point (row, viewport, &GRAPHENE_POINT_INIT (0, 0), &at) ||
      (at.y < 1.5 * page && at.y + gtk_widget_get_height (row) > -0.5 * page))
    return FALSE;
  look_again_when_moved (row, viewport);
  return TRUE;
}

static void
snapshot_unless_far (GtkWidget *row, GtkSnapshot *snapshot)
{
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (row);

  if (is_far (row))
    return;
  /* What the class that left it out would have done, whatever derives from that. */
  while (klass->snapshot != snapshot_unless_far)
    klass = g_type_class_peek_parent (klass);
  while (klass->snapshot == snapshot_unless_far)
    klass = g_type_class_peek_parent (klass);
  klass->snapshot (row, snapshot);
}

/**
 * vireo_long_list_class_leave_out:
 * @klass: of rows or groups on a page that scrolls
 *
 * For the class's initialisation: has what is far out of sight not drawn until the page moves.  GTK
 * itself draws all of a page, and ten rows of a hundred are seen.
 */
void
vireo_long_list_class_leave_out (GtkWidgetClass *klass)
{
  klass->snapshot = snapshot_unless_far;
}
