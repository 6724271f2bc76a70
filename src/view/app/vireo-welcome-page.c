/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-welcome-page.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"

/* What there is to say; each is one face of the page. */
typedef enum
{
  FACE_NO_HOST,
  FACE_OFF,
  FACE_OPENING,
  FACE_LOST,
  FACE_NO_VM,
  FACE_CHOOSE,
} Face;

struct _VireoWelcomePage
{
  AdwBin parent_instance;

  VireoHost *host; /* (owned) (nullable) */
  GSignalGroup *watched;
  guint n_vms;

  AdwStatusPage *status;
  GtkStack *buttons;
};

enum
{
  PROP_HOST = 1,
  PROP_N_VMS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoWelcomePage, vireo_welcome_page, ADW_TYPE_BIN)

static Face
find_face (VireoWelcomePage *self)
{
  if (self->host == NULL)
    return FACE_NO_HOST;
  if (self->n_vms > 0)
    return FACE_CHOOSE;
  switch (vireo_host_get_state (self->host))
    {
    case VIREO_HOST_OFF:
      return vireo_host_get_error (self->host) != NULL ? FACE_LOST : FACE_OFF;
    case VIREO_HOST_OPENING:
      return FACE_OPENING;
    case VIREO_HOST_ON:
      return FACE_NO_VM;
    case VIREO_HOST_LOST:
      return FACE_LOST;
    }
  g_return_val_if_reached (FACE_NO_HOST);
}

static void
update (VireoWelcomePage *self)
{
  static const struct
  {
    const char *icon;
    const char *title;
    const char *text;
    const char *buttons;
  } faces[] = {
    [FACE_NO_HOST] = { "network-server-symbolic", N_ ("No Host"),
                       N_ ("Virtual machines run on a host: this computer, or another one that "
                           "you reach over SSH."),
                       "no-host" },
    [FACE_OFF] = { "network-server-symbolic", N_ ("Not Connected"), NULL, "off" },
    [FACE_OPENING] = { NULL, N_ ("Connecting…"), NULL, "opening" },
    [FACE_LOST] = { "network-offline-symbolic", N_ ("No Connection"), NULL, "lost" },
    [FACE_NO_VM] = { "computer-symbolic", N_ ("No Virtual Machine Yet"),
                     N_ ("Install an operating system from an ISO image.  You can also drop the "
                         "image anywhere on this window."),
                     "no-vm" },
    [FACE_CHOOSE] = { "computer-symbolic", N_ ("Choose a Virtual Machine"),
                      N_ ("Its screen and settings are shown here."), "no-vm" },
  };
  Face face = find_face (self);
  const char *text = faces[face].text != NULL ? _ (faces[face].text) : NULL;
  const GError *error = face == FACE_LOST ? vireo_host_get_error (self->host) : NULL;
  g_autofree char *markup = NULL;

  if (error != NULL)
    text = error->message;
  else if (text == NULL)
    text = vireo_host_get_label (self->host);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_icon_name (self->status, faces[face].icon);
  adw_status_page_set_title (self->status, _ (faces[face].title));
  adw_status_page_set_description (self->status, markup);
  gtk_stack_set_visible_child_name (self->buttons, faces[face].buttons);
}

static void
connect_cb (VireoWelcomePage *self)
{
  vireo_host_connect (self->host);
}

static void
cancel_cb (VireoWelcomePage *self)
{
  vireo_host_disconnect (self->host);
}

static void
details_cb (VireoWelcomePage *self)
{
  const GError *error = vireo_host_get_error (self->host);

  if (error != NULL)
    vireo_report_details (GTK_WIDGET (self), _ ("The host could not be reached."), error);
}

static void
vireo_welcome_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoWelcomePage *self = VIREO_WELCOME_PAGE (object);

  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_N_VMS:
      g_value_set_uint (value, self->n_vms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_welcome_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoWelcomePage *self = VIREO_WELCOME_PAGE (object);

  switch (id)
    {
    case PROP_HOST:
      vireo_welcome_page_set_host (self, g_value_get_object (value));
      break;
    case PROP_N_VMS:
      self->n_vms = g_value_get_uint (value);
      update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_welcome_page_dispose (GObject *object)
{
  VireoWelcomePage *self = VIREO_WELCOME_PAGE (object);

  g_clear_object (&self->watched);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_WELCOME_PAGE);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_welcome_page_parent_class)->dispose (object);
}

static void
vireo_welcome_page_class_init (VireoWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_welcome_page_get_property;
  object_class->set_property = vireo_welcome_page_set_property;
  object_class->dispose = vireo_welcome_page_dispose;

  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST, flags);
  props[PROP_N_VMS] = g_param_spec_uint ("n-vms", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/app/vireo-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoWelcomePage, status);
  gtk_widget_class_bind_template_child (widget_class, VireoWelcomePage, buttons);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
}

static void
vireo_welcome_page_init (VireoWelcomePage *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->watched = g_signal_group_new (VIREO_TYPE_HOST);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->watched, "notify::error", G_CALLBACK (update), self);
  update (self);
}

/**
 * vireo_welcome_page_set_host:
 * @host: (nullable): the host to speak of while there is no VM; %NULL when the list is empty
 */
void
vireo_welcome_page_set_host (VireoWelcomePage *self, VireoHost *host)
{
  if (g_set_object (&self->host, host))
    g_signal_group_set_target (self->watched, host);
  update (self);
}

/**
 * vireo_welcome_page_get_host:
 *
 * Returns: (transfer none) (nullable): the host spoken of
 */
VireoHost *
vireo_welcome_page_get_host (VireoWelcomePage *self)
{
  return self->host;
}
