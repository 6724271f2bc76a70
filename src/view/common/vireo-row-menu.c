/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-row-menu.h"

static void
make_menu (GtkMenuButton *button, gpointer menu)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, menu);
}

/**
 * vireo_row_menu_bind:
 * @button: opens @menu
 * @menu: what it shows
 */
void
vireo_row_menu_bind (GtkMenuButton *button, GMenuModel *menu)
{
  gtk_menu_button_set_create_popup_func (button, make_menu, g_object_ref (menu), g_object_unref);
}
