/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/model/vireo-network.h"
#include "core/model/vireo-pool.h"
#include "view/host/vireo-resource-rows.h"

static GtkWidget *
make_row (const char *name, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  return row;
}

/* The kinds of libvirt's <forward mode='...'/> that people meet. */
static const char *
forward_text (const char *forward)
{
  static const struct
  {
    const char *forward;
    const char *text;
  } kinds[] = {
    /* Translators: how a virtual network reaches the world */
    { "nat", N_ ("NAT: guests reach the network through this host") },
    { "isolated", N_ ("Isolated: guests reach each other and this host only") },
    { "route", N_ ("Routed") },
    { "open", N_ ("Open") },
    { "bridge", N_ ("Bridged: guests are on the host's own network") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (forward, kinds[i].forward) == 0)
      return _ (kinds[i].text);
  return forward != NULL ? forward : "";
}

static void
update_network (VireoNetwork *network, GParamSpec *pspec, AdwActionRow *row)
{
  const VireoNetworkFacts *facts = vireo_network_get_facts (network);
  g_autoptr (GString) text = g_string_new (facts->active ? _ ("Running") : _ ("Not running"));

  g_string_append_printf (text, "\n%s", forward_text (facts->forward));
  if (facts->bridge != NULL)
    g_string_append_printf (text, " (%s)", facts->bridge);
  adw_action_row_set_subtitle (row, text->str);
}

/**
 * vireo_network_row_new:
 * @network: a #VireoNetwork
 *
 * Returns: (transfer floating): a row that follows it
 */
GtkWidget *
vireo_network_row_new (gpointer network, gpointer unused)
{
  GtkWidget *row = make_row (vireo_network_get_facts (network)->name, "network-wired-symbolic");

  g_signal_connect_object (network, "notify", G_CALLBACK (update_network), row, 0);
  update_network (network, NULL, ADW_ACTION_ROW (row));
  return row;
}

static void
update_pool (VireoPool *pool, GParamSpec *pspec, AdwActionRow *row)
{
  const VireoPoolFacts *facts = vireo_pool_get_facts (pool);
  GtkWidget *bar = g_object_get_data (G_OBJECT (row), "bar");
  g_autoptr (GString) text = g_string_new (NULL);

  if (facts->path != NULL)
    g_string_append_printf (text, "%s\n", facts->path);
  if (!facts->active)
    g_string_append (text, _ ("Not running"));
  else if (facts->capacity > 0)
    {
      g_autofree char *free_space = vireo_size_to_text (facts->available);
      g_autofree char *capacity = vireo_size_to_text (facts->capacity);

      /* Translators: free and whole space of a storage pool */
      g_string_append_printf (text, _ ("%s of %s free"), free_space, capacity);
    }
  else
    g_string_append (text, _ ("Running"));
  adw_action_row_set_subtitle (row, text->str);
  gtk_widget_set_visible (bar, facts->active && facts->capacity > 0);
  if (facts->capacity > 0)
    gtk_level_bar_set_value (GTK_LEVEL_BAR (bar),
                             1.0 - (double) facts->available / facts->capacity);
}

/**
 * vireo_pool_row_new:
 * @pool: a #VireoPool
 *
 * Returns: (transfer floating): a row that follows it, with a bar of what is taken
 */
GtkWidget *
vireo_pool_row_new (gpointer pool, gpointer unused)
{
  GtkWidget *row = make_row (vireo_pool_get_facts (pool)->name, "drive-harddisk-symbolic");
  GtkWidget *bar = gtk_level_bar_new ();

  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 80, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Space taken"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  g_object_set_data (G_OBJECT (row), "bar", bar);
  g_signal_connect_object (pool, "notify", G_CALLBACK (update_pool), row, 0);
  update_pool (pool, NULL, ADW_ACTION_ROW (row));
  return row;
}
