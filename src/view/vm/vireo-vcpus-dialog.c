/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/vm/vireo-vcpus-dialog.h"

/* As the fields have it. */
#define MOST_VCPUS 1024

struct _VireoVcpusDialog
{
  VireoChangeDialog parent_instance;

  VireoDomainSettings *settings; /* (owned) (nullable): until filled */
  guint n_host_cpus;             /* 0: not known */
  guint last_max;                /* the last one that the topology came to */

  GtkSpinButton *vcpus, *max_vcpus;
  AdwExpanderRow *topology;
  GtkSpinButton *sockets, *dies, *cores, *threads;
  AdwActionRow *now_row;
  GtkSwitch *now;
};

G_DEFINE_FINAL_TYPE (VireoVcpusDialog, vireo_vcpus_dialog, VIREO_TYPE_CHANGE_DIALOG)

/* What is typed counts before the field is left; 0: it is no number of processors. */
static guint
get_number (GtkSpinButton *button)
{
  guint64 number = 0;

  g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (button)), 10, 1, MOST_VCPUS,
                              &number, NULL);
  return (guint) number;
}

/* --- what is wrong --- */

static void
mark (GtkSpinButton *button, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), "error");
}

/* Whether as many can be plugged in as it runs, said in the row that offers it. */
static void
show_now (VireoVcpusDialog *self)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (self->settings);
  guint vcpus = get_number (self->vcpus);
  g_autofree char *text = NULL;
  gboolean can = live != NULL && vcpus <= live->max_vcpus && vcpus != live->vcpus;

  if (live == NULL)
    return;
  if (vcpus > live->max_vcpus)
    text = g_strdup_printf (_ ("It needs a restart: as it runs it can have %u at most"),
                            live->max_vcpus);
  else if (can && vcpus < live->vcpus)
    text = g_strdup (_ ("The guest has to let go of them"));
  else
    text = g_strdup_printf (_ ("It runs with %u"), live->vcpus);
  adw_action_row_set_subtitle (self->now_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->now_row), can);
}

static void
show_note (VireoVcpusDialog *self)
{
  gboolean runs = vireo_domain_settings_get_live (self->settings) != NULL;
  g_autofree char *text = NULL;

  if (self->n_host_cpus > 0 && get_number (self->max_vcpus) > self->n_host_cpus)
    text = g_strdup_printf (_ ("The host has only %u.  More of them than that make a virtual "
                               "machine slower."),
                            self->n_host_cpus);
  else if (runs && vireo_domain_settings_get_config (self->settings) == NULL)
    text = g_strdup (_ ("The virtual machine is not kept when it stops, so only what runs can be "
                        "changed."));
  else if (runs)
    text = g_strdup (_ ("The maximum and the topology change at the next start."));
  vireo_change_dialog_set_note (VIREO_CHANGE_DIALOG (self), text);
}

static void
check_cb (VireoVcpusDialog *self)
{
  guint64 product = (guint64) get_number (self->sockets) * get_number (self->dies)
                    * get_number (self->cores) * get_number (self->threads);
  guint max_vcpus = get_number (self->max_vcpus);
  gboolean no_number = get_number (self->vcpus) == 0 || max_vcpus == 0 || product == 0;
  gboolean too_many = get_number (self->vcpus) > max_vcpus;
  gboolean unfit = adw_expander_row_get_enable_expansion (self->topology) && product != max_vcpus;
  g_autofree char *come_to = g_strdup_printf ("%" G_GUINT64_FORMAT, product);
  g_autofree char *problem = NULL;

  if (self->settings == NULL)
    return; /* the template is still being made */
  if (no_number)
    problem = g_strdup_printf (_ ("Write numbers from 1 to %u."), MOST_VCPUS);
  else if (too_many)
    problem = g_strdup_printf (_ ("There cannot be more processors than %u, which is what there "
                                  "can be at most."),
                               max_vcpus);
  else if (unfit)
    problem = g_strdup_printf (_ ("Sockets × dies × cores × threads come to %s, and must come to %u, "
                                  "which is what there can be at most."),
                               come_to, max_vcpus);
  mark (self->vcpus, too_many);
  mark (self->max_vcpus, too_many);
  mark (self->sockets, unfit);
  mark (self->dies, unfit);
  mark (self->cores, unfit);
  mark (self->threads, unfit);
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), problem);
  show_now (self);
  show_note (self);
}

/* --- gestures --- */

/* Whoever asks for more means more at most too. */
static void
vcpus_changed_cb (VireoVcpusDialog *self)
{
  if (get_number (self->vcpus) > get_number (self->max_vcpus)
      && gtk_widget_is_sensitive (GTK_WIDGET (self->max_vcpus)))
    gtk_spin_button_set_value (self->max_vcpus, get_number (self->vcpus));
  check_cb (self);
}

/* Sockets follow the number where they can, as long as the topology fitted before. */
static void
fit_topology (VireoVcpusDialog *self, guint max_vcpus)
{
  guint per_socket = get_number (self->dies) * get_number (self->cores)
                     * get_number (self->threads);

  if (per_socket == 0 || per_socket * get_number (self->sockets) != self->last_max
      || max_vcpus % per_socket != 0)
    return;
  gtk_spin_button_set_value (self->sockets, max_vcpus / per_socket);
  self->last_max = max_vcpus;
}

/* What is offered when the topology is switched on. */
static void
reset_topology (VireoVcpusDialog *self, guint max_vcpus)
{
  gtk_spin_button_set_value (self->sockets, 1);
  gtk_spin_button_set_value (self->dies, 1);
  gtk_spin_button_set_value (self->cores, max_vcpus);
  gtk_spin_button_set_value (self->threads, 1);
  self->last_max = max_vcpus;
}

static void
max_changed_cb (VireoVcpusDialog *self)
{
  guint max_vcpus = get_number (self->max_vcpus);

  if (max_vcpus > 0 && adw_expander_row_get_enable_expansion (self->topology))
    fit_topology (self, max_vcpus);
  else if (max_vcpus > 0)
    reset_topology (self, max_vcpus);
  check_cb (self);
}

static void
topology_switched_cb (VireoVcpusDialog *self)
{
  adw_expander_row_set_expanded (self->topology,
                                 adw_expander_row_get_enable_expansion (self->topology));
  check_cb (self);
}

static void
vireo_vcpus_dialog_apply (VireoChangeDialog *dialog)
{
  VireoVcpusDialog *self = VIREO_VCPUS_DIALOG (dialog);
  const VireoDomainValues *live = vireo_domain_settings_get_live (self->settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (self->settings);
  gboolean now = live != NULL && gtk_widget_is_sensitive (GTK_WIDGET (self->now_row))
                 && gtk_switch_get_active (self->now);
  VireoTopology topology = { 0, 0, 0, 0 };

  if (adw_expander_row_get_enable_expansion (self->topology))
    topology = (VireoTopology) { get_number (self->sockets), get_number (self->dies),
                                 get_number (self->cores), get_number (self->threads) };
  if (config == NULL)
    vireo_vm_set_vcpus_async (vireo_change_dialog_get_vm (dialog), get_number (self->vcpus), 0,
                              NULL, VIREO_APPLY_NOW, NULL, vireo_change_dialog_done,
                              g_object_ref (self));
  else
    vireo_vm_set_vcpus_async (vireo_change_dialog_get_vm (dialog), get_number (self->vcpus),
                              get_number (self->max_vcpus), &topology,
                              now ? VIREO_APPLY_BOTH : VIREO_APPLY_NEXT_START, NULL,
                              vireo_change_dialog_done, g_object_ref (self));
}

static void
vireo_vcpus_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_VCPUS_DIALOG (object)->settings);
  G_OBJECT_CLASS (vireo_vcpus_dialog_parent_class)->dispose (object);
}

static void
vireo_vcpus_dialog_class_init (VireoVcpusDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_vcpus_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_vcpus_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-vcpus-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoVcpusDialog, name)
  BIND (vcpus);
  BIND (max_vcpus);
  BIND (topology);
  BIND (sockets);
  BIND (dies);
  BIND (cores);
  BIND (threads);
  BIND (now_row);
  BIND (now);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, vcpus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, max_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, topology_switched_cb);
}

static void
vireo_vcpus_dialog_init (VireoVcpusDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

static void
fill (VireoVcpusDialog *self)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (self->settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (self->settings);
  const VireoDomainValues *values = config != NULL ? config : live;

  adw_expander_row_set_enable_expansion (self->topology, values->sockets > 0);
  adw_expander_row_set_expanded (self->topology, values->sockets > 0);
  gtk_spin_button_set_value (self->max_vcpus, values->max_vcpus);
  gtk_spin_button_set_value (self->sockets, values->sockets > 0 ? values->sockets : 1);
  gtk_spin_button_set_value (self->dies, values->sockets > 0 ? values->dies : 1);
  gtk_spin_button_set_value (self->cores, values->sockets > 0 ? values->cores : values->max_vcpus);
  gtk_spin_button_set_value (self->threads, values->sockets > 0 ? values->threads : 1);
  self->last_max = values->max_vcpus;
  gtk_spin_button_set_value (self->vcpus, values->vcpus);
  gtk_widget_set_sensitive (GTK_WIDGET (self->max_vcpus), config != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->topology), config != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->now_row), live != NULL && config != NULL);
  gtk_switch_set_active (self->now, TRUE);
}

/**
 * vireo_vcpus_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): its number of processors is a hint
 * @vm: whose processors they are
 * @settings: of @vm
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_vcpus_dialog_new (GtkWidget *where,
                        VireoHost *host,
                        VireoVm *vm,
                        VireoDomainSettings *settings)
{
  VireoVcpusDialog *self = g_object_new (VIREO_TYPE_VCPUS_DIALOG, NULL);
  const VireoHostFacts *facts = host != NULL ? vireo_host_get_facts (host) : NULL;

  self->settings = g_object_ref (settings);
  self->n_host_cpus = facts != NULL ? facts->n_cpus : 0;
  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  fill (self);
  check_cb (self);
  vireo_change_dialog_begin_in (VIREO_CHANGE_DIALOG (self), GTK_WIDGET (self->vcpus));
  return GTK_WIDGET (self);
}
