/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-host-orders.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-row-menu.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-network-row.h"

struct _VireoNetworkRow
{
  AdwActionRow parent_instance;

  GtkMenuButton *more;
  GMenuModel *menu;

  VireoHost *host;       /* (owned) */
  VireoNetwork *network; /* (owned) */

  GtkWidget *start;
};

G_DEFINE_FINAL_TYPE (VireoNetworkRow, vireo_network_row, ADW_TYPE_ACTION_ROW)

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

static char *
make_subtitle (const VireoNetworkFacts *facts)
{
  g_autoptr (GString) text = g_string_new (facts->active ? _ ("Running") : _ ("Not running"));

  if (facts->autostart)
    /* Translators: of a network or storage pool; stands behind "Running" */
    g_string_append_printf (text, ", %s", _ ("starts with the host"));
  g_string_append_printf (text, "\n%s", forward_text (facts->forward));
  if (facts->subnet != NULL || facts->bridge != NULL)
    g_string_append_printf (text, "\n%s%s%s", facts->subnet != NULL ? facts->subnet : "",
                            facts->subnet != NULL && facts->bridge != NULL ? ", " : "",
                            facts->bridge != NULL ? facts->bridge : "");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update (VireoNetworkRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const VireoNetworkFacts *facts = vireo_network_get_facts (self->network);
  gboolean on = vireo_host_get_state (self->host) == VIREO_HOST_ON;
  g_autofree char *subtitle = make_subtitle (facts);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), facts->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (self->start, !facts->active);
  gtk_widget_action_set_enabled (widget, "network.start", on && !facts->active);
  gtk_widget_action_set_enabled (widget, "network.stop", on && facts->active);
  gtk_widget_action_set_enabled (widget, "network.autostart",
                                 on && facts->persistent && !facts->autostart);
  gtk_widget_action_set_enabled (widget, "network.no-autostart",
                                 on && facts->persistent && facts->autostart);
  gtk_widget_action_set_enabled (widget, "network.delete", on);
}

static void
ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_order_finish (VIREO_HOST (source), result, &error))
    vireo_report_error (row, _ ("The network could not be changed."), error);
}

static void
order (VireoNetworkRow *self, VireoNetworkOrder what)
{
  vireo_host_order_network_async (self->host, what, vireo_network_get_facts (self->network)->name,
                                  NULL, ordered, g_object_ref (self));
}

static void
order_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNetworkRow *self = VIREO_NETWORK_ROW (widget);

  if (g_str_equal (name, "network.start"))
    order (self, VIREO_NETWORK_START);
  else if (g_str_equal (name, "network.autostart"))
    order (self, VIREO_NETWORK_AUTOSTART_ON);
  else
    order (self, VIREO_NETWORK_AUTOSTART_OFF);
}

static void
stop_confirmed (GtkWidget *widget, gpointer unused)
{
  order (VIREO_NETWORK_ROW (widget), VIREO_NETWORK_STOP);
}

static void
delete_confirmed (GtkWidget *widget, gpointer unused)
{
  order (VIREO_NETWORK_ROW (widget), VIREO_NETWORK_DELETE);
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNetworkRow *self = VIREO_NETWORK_ROW (widget);
  const char *network = vireo_network_get_facts (self->network)->name;
  gboolean stop = g_str_equal (name, "network.stop");
  g_autofree char *heading
      = g_strdup_printf (stop ? _ ("Stop Network “%s”?") : _ ("Delete Network “%s”?"), network);

  vireo_confirm (widget, heading,
                 stop ? _ ("Virtual machines that use it lose their connection at once.")
                      : _ ("Virtual machines that use it lose their connection at once and cannot "
                           "be started any more until they use another network."),
                 stop ? _ ("_Stop") : _ ("_Delete"), TRUE,
                 stop ? stop_confirmed : delete_confirmed, NULL, NULL);
}

static void
vireo_network_row_dispose (GObject *object)
{
  VireoNetworkRow *self = VIREO_NETWORK_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_NETWORK_ROW);
  g_clear_object (&self->network);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_network_row_parent_class)->dispose (object);
}

static void
vireo_network_row_class_init (VireoNetworkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_network_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-network-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkRow, more);
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkRow, menu);
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkRow, start);
  gtk_widget_class_install_action (widget_class, "network.start", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "network.autostart", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "network.no-autostart", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "network.stop", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "network.delete", NULL, ask_action);
}

static void
vireo_network_row_init (VireoNetworkRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_row_menu_bind (self->more, self->menu);
}

/**
 * vireo_network_row_new:
 * @host: whose network it is
 * @network: what is shown; the row follows it
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
vireo_network_row_new (VireoHost *host, VireoNetwork *network)
{
  VireoNetworkRow *self = g_object_new (VIREO_TYPE_NETWORK_ROW, NULL);

  self->host = g_object_ref (host);
  self->network = g_object_ref (network);
  g_signal_connect_object (network, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
