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
