/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/console/vireo-console-menus.h"

static GMenuModel *
get_menu (GtkBuilder *builder, const char *id)
{
  return G_MENU_MODEL (gtk_builder_get_object (builder, id));
}

/**
 * vireo_console_menus_bind:
 * @keys: gets the menu of what is pressed and typed in the guest
 * @picture: gets the menu of how the screen is shown
 */
void
vireo_console_menus_bind (GtkMenuButton *keys, GtkMenuButton *picture)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/vireovm/Vireo/console/vireo-console-menus.ui");

  gtk_menu_button_set_menu_model (keys, get_menu (builder, "keys"));
  gtk_menu_button_set_menu_model (picture, get_menu (builder, "picture"));
}
