/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard's pages: each widget bound to what it edits in the draft. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/wizard/vireo-install-wizard-private.h"

/* A line of words about what stands above it; gone while there is nothing to say. */
static void
add_words (VireoInstallWizard *self, GtkWidget *box, const char *property, gboolean problem)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, problem ? "error" : "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  g_object_bind_property (self->draft, property, label, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (self->draft, property, label, "visible", G_BINDING_SYNC_CREATE,
                               (GBindingTransformFunc) vireo_install_wizard_has_text, NULL, NULL,
                               NULL);
}

static void
bind_both (VireoInstallWizard *self, const char *property, gpointer widget, const char *its)
{
  g_object_bind_property (self->draft, property, widget, its,
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static gboolean
format_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  g_value_set_uint (to, g_strcmp0 (g_value_get_string (from), "raw") == 0);
  return TRUE;
}

static gboolean
row_to_format (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  g_value_set_static_string (to, g_value_get_uint (from) == 1 ? "raw" : "qcow2");
  return TRUE;
}

/* --- which rows a choice needs --- */

static void
show_what_matters (VireoInstallWizard *self)
{
  guint source, disk;
  gboolean given;

  g_object_get (self->draft, "source", &source, "disk", &disk, "disk-is-given", &given, NULL);
  gtk_widget_set_visible (self->media_path, source == VIREO_SOURCE_ISO);
  gtk_widget_set_visible (self->import_path, source == VIREO_SOURCE_DISK_IMAGE);
  gtk_widget_set_visible (self->disk_size, !given && disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (GTK_WIDGET (self->pool), !given && disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (GTK_WIDGET (self->format), !given && disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (self->disk_path, !given && disk == VIREO_DISK_EXISTING);
}

/* --- the operating system --- */

static void
show_os (VireoInstallWizard *self)
{
  GListModel *items = gtk_drop_down_get_model (self->os);
  VireoOs *os = vireo_install_draft_get_os (self->draft);
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;

  for (guint i = 0; os != NULL && i < n; i++)
    {
      g_autoptr (VireoOs) item = g_list_model_get_item (items, i);

      if (item != os)
        continue;
      self->filling = TRUE;
      gtk_drop_down_set_selected (self->os, i);
      self->filling = FALSE;
      return;
    }
}

static void
os_chosen (VireoInstallWizard *self)
{
  if (!self->filling && gtk_drop_down_get_selected_item (self->os) != NULL)
    g_object_set (self->draft, "os", gtk_drop_down_get_selected_item (self->os), NULL);
}

static void
catalog_loaded (VireoInstallWizard *self)
{
  self->filling = TRUE;
  gtk_drop_down_set_model (
      self->os, vireo_os_catalog_get_items (vireo_install_draft_get_catalog (self->draft)));
  self->filling = FALSE;
  show_os (self);
}

/* --- the storage pool --- */

static void
pool_chosen (VireoInstallWizard *self)
{
  GtkStringObject *name = adw_combo_row_get_selected_item (self->pool);

  if (!self->filling && name != NULL)
    g_object_set (self->draft, "pool", gtk_string_object_get_string (name), NULL);
}

static void
show_pool (VireoInstallWizard *self)
{
  GListModel *names = adw_combo_row_get_model (self->pool);
  g_autofree char *name = NULL;

  g_object_get (self->draft, "pool", &name, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      const char *listed = gtk_string_list_get_string (GTK_STRING_LIST (names), i);

      if (g_strcmp0 (listed, name != NULL ? name : "default") != 0)
        continue;
      self->filling = TRUE;
      adw_combo_row_set_selected (self->pool, i);
      self->filling = FALSE;
      return;
    }
}

static void
list_pools (VireoInstallWizard *self)
{
  GListModel *pools = vireo_host_get_pools (vireo_install_draft_get_host (self->draft));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);

      gtk_string_list_append (names, vireo_pool_get_facts (pool)->name);
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->pool, G_LIST_MODEL (names));
  self->filling = FALSE;
  show_pool (self);
}

/* --- the network: one list of networks, bridges, user mode and none --- */

typedef struct
{
  VireoNicChoice nic;
  char *source; /* (owned) (nullable) */
} NetworkChoice;

static void
network_choice_free (gpointer data)
{
  g_free (((NetworkChoice *) data)->source);
  g_free (data);
}

static void
add_network (GtkStringList *names, GPtrArray *choices, VireoNicChoice nic, const char *source,
             const char *words)
{
  NetworkChoice *choice = g_new0 (NetworkChoice, 1);

  choice->nic = nic;
  choice->source = g_strdup (source);
  g_ptr_array_add (choices, choice);
  gtk_string_list_append (names, words);
}

static void
network_chosen (VireoInstallWizard *self)
{
  GPtrArray *choices = g_object_get_data (G_OBJECT (self->network), "choices");
  guint i = adw_combo_row_get_selected (self->network);

  if (self->filling || i >= choices->len)
    return;
  g_object_set (self->draft, "nic-source", ((NetworkChoice *) choices->pdata[i])->source, "nic",
                (guint) ((NetworkChoice *) choices->pdata[i])->nic, NULL);
}

static void
show_network (VireoInstallWizard *self)
{
  GPtrArray *choices = g_object_get_data (G_OBJECT (self->network), "choices");
  g_autofree char *source = NULL;
  guint nic;

  g_object_get (self->draft, "nic", &nic, "nic-source", &source, NULL);
  for (guint i = 0; i < choices->len; i++)
    {
      NetworkChoice *choice = choices->pdata[i];

      if (choice->nic != nic || (choice->source != NULL && g_strcmp0 (choice->source, source) != 0))
        continue;
      self->filling = TRUE;
      adw_combo_row_set_selected (self->network, i);
      self->filling = FALSE;
      return;
    }
}

static void
list_networks (VireoInstallWizard *self)
{
  VireoHost *host = vireo_install_draft_get_host (self->draft);
  GListModel *networks = vireo_host_get_networks (host);
  const VireoHostFacts *facts = vireo_host_get_facts (host);
  GtkStringList *names = gtk_string_list_new (NULL);
  GPtrArray *choices = g_ptr_array_new_with_free_func (network_choice_free);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);
      const char *name = vireo_network_get_facts (network)->name;
      g_autofree char *words = g_strdup_printf (_ ("Virtual network “%s”"), name);

      add_network (names, choices, VIREO_NIC_NETWORK, name, words);
    }
  for (guint i = 0; facts != NULL && facts->bridges != NULL && facts->bridges[i] != NULL; i++)
    {
      g_autofree char *words = g_strdup_printf (_ ("Bridge “%s”"), facts->bridges[i]);

      add_network (names, choices, VIREO_NIC_BRIDGE, facts->bridges[i], words);
    }
  if (facts == NULL || facts->is_session)
    add_network (names, choices, VIREO_NIC_USER, NULL, _ ("User mode"));
  /* Translators: no network at all */
  add_network (names, choices, VIREO_NIC_NONE, NULL, C_ ("network", "None"));

  self->filling = TRUE;
  g_object_set_data_full (G_OBJECT (self->network), "choices", choices,
                          (GDestroyNotify) g_ptr_array_unref);
  adw_combo_row_set_model (self->network, G_LIST_MODEL (names));
  g_object_unref (names);
  self->filling = FALSE;
  show_network (self);
}

/* --- the review --- */

static void
add_summary (VireoInstallWizard *self, const char *page, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *safe = g_markup_escape_text (text, -1);
  GtkWidget *go = gtk_image_new_from_icon_name ("document-edit-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), safe);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), go);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Change this"));
  gtk_widget_set_name (row, page);
  gtk_list_box_append (self->summary, row);
}

static char *
disk_text (const VireoInstallPlan *plan)
{
  g_autofree char *size = vireo_size_to_text (plan->disk_size);

  if (plan->disk == VIREO_DISK_NEW)
    return g_strdup_printf ("%s, %s", size, plan->disk_format);
  return g_strdup (plan->disk == VIREO_DISK_EXISTING ? plan->disk_path : _ ("None"));
}

/* Shows the plan as it now is; an XML the user changed is left as it is. */
void
vireo_install_wizard_fill_review (VireoInstallWizard *self)
{
  g_autoptr (VireoInstallPlan) plan = vireo_install_draft_make_plan (self->draft);
  VireoOs *os = vireo_install_draft_get_os (self->draft);
  g_autofree char *memory = vireo_size_to_text (plan->memory);
  g_autofree char *cpus = g_strdup_printf ("%u", plan->n_vcpus);
  g_autofree char *disk = disk_text (plan);
  g_autofree char *command = vireo_install_plan_to_command (plan);
  GtkStringObject *network = adw_combo_row_get_selected_item (self->network);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->summary, 0)) != NULL)
    gtk_list_box_remove (self->summary, GTK_WIDGET (row));
  add_summary (self, "media", _ ("Install from"),
               plan->media_path != NULL ? plan->media_path
                                        : gtk_string_object_get_string (
                                              adw_combo_row_get_selected_item (self->source)));
  add_summary (self, "system", _ ("Operating system"), os != NULL ? vireo_os_get_name (os) : "");
  add_summary (self, "resources", _ ("Processors"), cpus);
  add_summary (self, "resources", _ ("Memory"), memory);
  add_summary (self, "resources", _ ("Disk"), disk);
  add_summary (self, "resources", _ ("Network"),
               network != NULL ? gtk_string_object_get_string (network) : "");
  gtk_label_set_label (GTK_LABEL (self->command), command);
  if (plan->xml == NULL)
    {
      g_autofree char *xml = vireo_install_plan_to_xml (plan);

      self->filling = TRUE;
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->xml), xml, -1);
      self->filling = FALSE;
    }
}

static void
xml_typed (VireoInstallWizard *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->xml);
  g_autofree char *text = NULL;

  if (self->filling)
    return;
  g_object_get (buffer, "text", &text, NULL);
  g_object_set (self->draft, "xml", text, NULL);
}

static void
review_changed (VireoInstallWizard *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "review") == 0)
    vireo_install_wizard_fill_review (self);
}

static void
follow (VireoInstallWizard *self, const char *property, GCallback callback)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  g_signal_connect_object (self->draft, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
add_all_words (VireoInstallWizard *self)
{
  add_words (self, self->media_words, "media-problem", TRUE);
  add_words (self, self->media_words, "media-note", FALSE);
  add_words (self, self->system_words, "os-reason", FALSE);
  add_words (self, self->cpus_words, "cpus-problem", TRUE);
  add_words (self, self->cpus_words, "cpus-note", FALSE);
  add_words (self, self->memory_words, "memory-problem", TRUE);
  add_words (self, self->memory_words, "memory-note", FALSE);
  add_words (self, self->disk_words, "disk-problem", TRUE);
  add_words (self, self->disk_words, "disk-note", FALSE);
  add_words (self, self->network_words, "network-problem", TRUE);
  add_words (self, self->network_words, "network-note", FALSE);
  add_words (self, self->name_words, "name-problem", TRUE);
  add_words (self, self->advanced_words, "firmware-note", FALSE);
  add_words (self, self->advanced_words, "virtualisation-note", FALSE);
  add_words (self, self->xml_words, "xml-problem", TRUE);
}

/* Joins the pages' widgets with the draft, both ways. */
void
vireo_install_wizard_bind_pages (VireoInstallWizard *self)
{
  VireoOsCatalog *catalog = vireo_install_draft_get_catalog (self->draft);
  VireoHost *host = vireo_install_draft_get_host (self->draft);
  static const char *const reviewed[]
      = { "name", "uefi", "kvm", "os", "n-vcpus", "memory", "disk-size", "media", "start", "xml" };

  add_all_words (self);
  bind_both (self, "source", self->source, "selected");
  bind_both (self, "media-path", self->media_path, "text");
  bind_both (self, "disk-path", self->import_path, "text");
  bind_both (self, "disk-path", self->disk_path, "text");
  bind_both (self, "foreign-allowed", self->foreign, "active");
  bind_both (self, "memory-text", self->memory, "text");
  bind_both (self, "disk-size-text", self->disk_size, "text");
  bind_both (self, "disk", self->disk, "selected");
  bind_both (self, "name", self->name, "text");
  bind_both (self, "uefi", self->uefi, "active");
  bind_both (self, "kvm", self->kvm, "active");
  bind_both (self, "start", self->start, "active");
  bind_both (self, "n-vcpus", gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->n_vcpus)),
             "value");
  g_object_bind_property_full (self->draft, "disk-format", self->format, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, format_to_row,
                               row_to_format, NULL, NULL);

  list_pools (self);
  list_networks (self);
  show_what_matters (self);
  g_signal_connect_swapped (self->os, "notify::selected", G_CALLBACK (os_chosen), self);
  g_signal_connect_swapped (self->pool, "notify::selected", G_CALLBACK (pool_chosen), self);
  g_signal_connect_swapped (self->network, "notify::selected", G_CALLBACK (network_chosen), self);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->xml), "changed",
                            G_CALLBACK (xml_typed), self);

  follow (self, "os", G_CALLBACK (show_os));
  follow (self, "pool", G_CALLBACK (show_pool));
  follow (self, "nic", G_CALLBACK (show_network));
  follow (self, "nic-source", G_CALLBACK (show_network));
  follow (self, "source", G_CALLBACK (show_what_matters));
  follow (self, "disk", G_CALLBACK (show_what_matters));
  follow (self, "disk-is-given", G_CALLBACK (show_what_matters));
  for (gsize i = 0; i < G_N_ELEMENTS (reviewed); i++)
    follow (self, reviewed[i], G_CALLBACK (review_changed));
  g_signal_connect_object (host, "notify::facts", G_CALLBACK (list_networks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_host_get_pools (host), "items-changed", G_CALLBACK (list_pools),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_host_get_networks (host), "items-changed",
                           G_CALLBACK (list_networks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (catalog, "notify::loaded", G_CALLBACK (catalog_loaded), self,
                           G_CONNECT_SWAPPED);
  if (vireo_os_catalog_get_loaded (catalog))
    catalog_loaded (self);
}
