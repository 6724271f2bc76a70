/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-back-button.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/host/vireo-doctor-page.h"
#include "view/host/vireo-host-page.h"
#include "view/host/vireo-resource-page.h"

struct _VireoHostPage
{
  AdwBin parent_instance;

  VireoHost *host; /* (owned) (nullable) */

  AdwViewStack *pages;
};

enum
{
  PROP_HOST = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHostPage, vireo_host_page, ADW_TYPE_BIN)

/* Formatters.  @facts is what VireoHost:facts points to, NULL until it was read. */

static char *
version_text (guint64 version)
{
  return g_strdup_printf ("%u.%u.%u", (guint) (version / 1000000), (guint) (version / 1000 % 1000),
                          (guint) (version % 1000));
}

static char *
hostname_text (gpointer instance, const VireoHostFacts *facts)
{
  return g_strdup (facts != NULL && facts->hostname != NULL ? facts->hostname : "");
}

static char *
hypervisor_text (gpointer instance, const VireoHostFacts *facts)
{
  g_autofree char *version = NULL;

  if (facts == NULL)
    return g_strdup ("");
  version = version_text (facts->hypervisor_version);
  return g_strjoin (" ", facts->hypervisor, version, NULL);
}

static char *
libvirt_text (gpointer instance, const VireoHostFacts *facts)
{
  return facts != NULL ? version_text (facts->libvirt_version) : g_strdup ("");
}

static char *
arch_text (gpointer instance, const VireoHostFacts *facts)
{
  return g_strdup (facts != NULL && facts->arch != NULL ? facts->arch : "");
}

static char *
acceleration_text (gpointer instance, const VireoHostFacts *facts)
{
  if (facts == NULL || !facts->is_qemu)
    return g_strdup ("");
  if (facts->has_kvm)
    return g_strdup (_ ("KVM works: virtual machines run at nearly the speed of this hardware."));
  if (facts->no_kvm_reason != NULL)
    return g_strdup (facts->no_kvm_reason);
  return g_strdup (_ ("KVM does not work here.  Virtual machines run by software emulation, which "
                      "is much slower."));
}

static gboolean
is_qemu (gpointer instance, const VireoHostFacts *facts)
{
  return facts != NULL && facts->is_qemu;
}

static char *
acceleration_icon (gpointer instance, const VireoHostFacts *facts)
{
  return g_strdup (facts != NULL && facts->has_kvm ? "emblem-ok-symbolic"
                                                   : "dialog-warning-symbolic");
}

/* How much of what there is was given out, with a word when it is more than there is. */
static char *
share_text (const char *given, const char *there, double share)
{
  if (share > 1)
    /* Translators: given out, what there is, and their ratio, as "6 of 4 CPUs, overcommitted:
     * 150 %" */
    return g_strdup_printf (_ ("%s of %s given out, overcommitted: %.0f %%"), given, there,
                            share * 100);
  return g_strdup_printf (_ ("%s of %s given out"), given, there);
}

static char *
cpus_text (gpointer instance, const VireoHostFacts *facts, guint given)
{
  g_autofree char *number = g_strdup_printf ("%u", given);
  g_autofree char *there = NULL;

  if (facts == NULL || facts->n_cpus == 0)
    return g_strdup ("");
  there = vireo_text_cpus (instance, facts->n_cpus);
  return share_text (number, there, (double) given / facts->n_cpus);
}

static double
cpus_share (gpointer instance, const VireoHostFacts *facts, guint given)
{
  return facts == NULL || facts->n_cpus == 0 ? 0 : MIN (1.0, (double) given / facts->n_cpus);
}

static char *
memory_text (gpointer instance, const VireoHostFacts *facts, guint64 given)
{
  g_autofree char *number = vireo_size_to_text (given);
  g_autofree char *there = NULL;

  if (facts == NULL || facts->memory == 0)
    return g_strdup ("");
  there = vireo_size_to_text (facts->memory);
  return share_text (number, there, (double) given / facts->memory);
}

static double
memory_share (gpointer instance, const VireoHostFacts *facts, guint64 given)
{
  return facts == NULL || facts->memory == 0 ? 0 : MIN (1.0, (double) given / facts->memory);
}

static gboolean
is_on (gpointer instance, guint state)
{
  return state == VIREO_HOST_ON;
}

static gboolean
is_off (gpointer instance, guint state)
{
  return state == VIREO_HOST_OFF || state == VIREO_HOST_LOST;
}

static gboolean
is_opening (gpointer instance, guint state)
{
  return state == VIREO_HOST_OPENING;
}

static gboolean
has_facts (gpointer instance, const VireoHostFacts *facts)
{
  return facts != NULL;
}

static gboolean
has_error (gpointer instance, const GError *error)
{
  return error != NULL;
}

static char *
error_text (gpointer instance, guint state, const GError *error)
{
  if (error != NULL)
    return g_strdup (error->message);
  return g_strdup (state == VIREO_HOST_OFF ? _ ("This host is not connected.") : "");
}

/* Gestures */

static void
connect_cb (VireoHostPage *self)
{
  if (self->host != NULL)
    vireo_host_connect (self->host);
}

static void
disconnect_cb (VireoHostPage *self)
{
  if (self->host != NULL)
    vireo_host_disconnect (self->host);
}

static void
details_cb (VireoHostPage *self)
{
  const GError *error = self->host != NULL ? vireo_host_get_error (self->host) : NULL;

  if (error != NULL)
    vireo_report_details (GTK_WIDGET (self), _ ("The host could not be reached."), error);
}

static void
vireo_host_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, VIREO_HOST_PAGE (object)->host);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_host_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_HOST:
      vireo_host_page_set_host (VIREO_HOST_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_host_page_dispose (GObject *object)
{
  VireoHostPage *self = VIREO_HOST_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_HOST_PAGE);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_host_page_parent_class)->dispose (object);
}

static void
vireo_host_page_class_init (VireoHostPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_host_page_get_property;
  object_class->set_property = vireo_host_page_set_property;
  object_class->dispose = vireo_host_page_dispose;

  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_BACK_BUTTON);
  g_type_ensure (VIREO_TYPE_DOCTOR_PAGE);
  g_type_ensure (VIREO_TYPE_RESOURCE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/host/vireo-host-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoHostPage, pages);
  gtk_widget_class_bind_template_callback (widget_class, hostname_text);
  gtk_widget_class_bind_template_callback (widget_class, hypervisor_text);
  gtk_widget_class_bind_template_callback (widget_class, libvirt_text);
  gtk_widget_class_bind_template_callback (widget_class, arch_text);
  gtk_widget_class_bind_template_callback (widget_class, acceleration_text);
  gtk_widget_class_bind_template_callback (widget_class, acceleration_icon);
  gtk_widget_class_bind_template_callback (widget_class, is_qemu);
  gtk_widget_class_bind_template_callback (widget_class, cpus_text);
  gtk_widget_class_bind_template_callback (widget_class, cpus_share);
  gtk_widget_class_bind_template_callback (widget_class, memory_text);
  gtk_widget_class_bind_template_callback (widget_class, memory_share);
  gtk_widget_class_bind_template_callback (widget_class, is_on);
  gtk_widget_class_bind_template_callback (widget_class, is_off);
  gtk_widget_class_bind_template_callback (widget_class, is_opening);
  gtk_widget_class_bind_template_callback (widget_class, has_facts);
  gtk_widget_class_bind_template_callback (widget_class, has_error);
  gtk_widget_class_bind_template_callback (widget_class, error_text);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, disconnect_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
}

static void
vireo_host_page_init (VireoHostPage *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

GtkWidget *
vireo_host_page_new (void)
{
  return g_object_new (VIREO_TYPE_HOST_PAGE, NULL);
}

/**
 * vireo_host_page_set_host:
 * @host: (nullable): the host to show
 */
void
vireo_host_page_set_host (VireoHostPage *self, VireoHost *host)
{
  if (!g_set_object (&self->host, host))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

/**
 * vireo_host_page_get_host:
 *
 * Returns: (transfer none) (nullable): the host shown
 */
VireoHost *
vireo_host_page_get_host (VireoHostPage *self)
{
  return self->host;
}

/**
 * vireo_host_page_show:
 * @page: "overview", "storage", "networks" or "doctor"
 */
void
vireo_host_page_show (VireoHostPage *self, const char *page)
{
  adw_view_stack_set_visible_child_name (self->pages, page);
}
