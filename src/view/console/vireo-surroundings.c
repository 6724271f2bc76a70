/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "view/console/vireo-surroundings.h"

/* A banner says by itself when it has something to say, in full screen too; the pages of a stack
 * and the layers of an overlay are not beside the widget but in its place. */
static gboolean
is_in_the_way (GtkWidget *widget, GtkWidget *parent)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (widget);

  if (!GTK_IS_BOX (parent) && !ADW_IS_LEAFLET (parent))
    return FALSE;
  return gtk_widget_get_visible (widget) &&
         g_object_class_find_property (klass, "revealed") == NULL &&
         g_object_class_find_property (klass, "reveal-child") == NULL;
}

/**
 * vireo_surroundings_hide:
 * @widget: what shall have the window to itself
 *
 * Hides what stands beside @widget and beside each box it is in.
 *
 * Returns: (transfer full): what was hidden, for vireo_surroundings_show()
 */
GPtrArray *
vireo_surroundings_hide (GtkWidget *widget)
{
  GPtrArray *hidden = g_ptr_array_new_with_free_func (g_object_unref);

  for (GtkWidget *at = widget; gtk_widget_get_parent (at) != NULL; at = gtk_widget_get_parent (at))
    {
      GtkWidget *parent = gtk_widget_get_parent (at);

      for (GtkWidget *beside = gtk_widget_get_first_child (parent); beside != NULL;
           beside = gtk_widget_get_next_sibling (beside))
        if (beside != at && is_in_the_way (beside, parent))
          g_ptr_array_add (hidden, g_object_ref (beside));
    }
  for (guint i = 0; i < hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (hidden, i), FALSE);
  return hidden;
}

/**
 * vireo_surroundings_show:
 * @hidden: (transfer full): from vireo_surroundings_hide()
 */
void
vireo_surroundings_show (GPtrArray *hidden)
{
  for (guint i = 0; i < hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (hidden, i), TRUE);
  g_ptr_array_unref (hidden);
}
