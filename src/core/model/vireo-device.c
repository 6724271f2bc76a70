/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-device-private.h"

typedef struct
{
  VireoDeviceKind kind;
  char *key;
  char *live_xml;   /* (nullable) */
  char *config_xml; /* (nullable) */
  VireoDevicePending pending;
  char *pending_text; /* (nullable) */
  guint position;
} VireoDevicePrivate;

enum
{
  PROP_KIND = 1,
  PROP_KEY,
  PROP_LIVE_XML,
  PROP_CONFIG_XML,
  PROP_PENDING,
  PROP_PENDING_TEXT,
  PROP_POSITION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VireoDevice, vireo_device, G_TYPE_OBJECT)

static VireoDevicePrivate *
get_private (VireoDevice *self)
{
  return vireo_device_get_instance_private (self);
}

static void
vireo_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const VireoDevicePrivate *priv = get_private (VIREO_DEVICE (object));

  switch (id)
    {
    case PROP_KIND:
      g_value_set_uint (value, priv->kind);
      break;
    case PROP_KEY:
      g_value_set_string (value, priv->key);
      break;
    case PROP_LIVE_XML:
      g_value_set_string (value, priv->live_xml);
      break;
    case PROP_CONFIG_XML:
      g_value_set_string (value, priv->config_xml);
      break;
    case PROP_PENDING:
      g_value_set_uint (value, priv->pending);
      break;
    case PROP_PENDING_TEXT:
      g_value_set_string (value, priv->pending_text);
      break;
    case PROP_POSITION:
      g_value_set_uint (value, priv->position);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_device_finalize (GObject *object)
{
  VireoDevicePrivate *priv = get_private (VIREO_DEVICE (object));

  g_free (priv->key);
  g_free (priv->live_xml);
  g_free (priv->config_xml);
  g_free (priv->pending_text);
  G_OBJECT_CLASS (vireo_device_parent_class)->finalize (object);
}

static void
vireo_device_class_init (VireoDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_device_get_property;
  object_class->finalize = vireo_device_finalize;

  props[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  props[PROP_LIVE_XML] = g_param_spec_string ("live-xml", NULL, NULL, NULL, flags);
  props[PROP_CONFIG_XML] = g_param_spec_string ("config-xml", NULL, NULL, NULL, flags);
  props[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PENDING_TEXT] = g_param_spec_string ("pending-text", NULL, NULL, NULL, flags);
  props[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_device_init (VireoDevice *self)
{
}

/**
 * vireo_device_set_up:
 * @pair: what it is, on either side
 * @both: whether both sides are there, so that a missing one means something
 *
 * The last part of making a device.
 */
void
vireo_device_set_up (VireoDevice *self, const VireoDevicePair *pair, gboolean both)
{
  VireoDevicePrivate *priv = get_private (self);

  priv->kind = pair->kind;
  priv->key = g_strdup (pair->key);
  priv->position = pair->position;
  priv->live_xml = pair->live != NULL ? vireo_xml_node_to_text (pair->live) : NULL;
  priv->config_xml = pair->config != NULL ? vireo_xml_node_to_text (pair->config) : NULL;
  if (!both)
    return;
  if (pair->live == NULL)
    {
      priv->pending = VIREO_DEVICE_PENDING_ADDED;
      priv->pending_text = g_strdup (_ ("Is added at the next start"));
    }
  else if (pair->config == NULL)
    {
      priv->pending = VIREO_DEVICE_PENDING_REMOVED;
      priv->pending_text = g_strdup (_ ("Is removed at the next start"));
    }
  else
    {
      priv->pending_text = vireo_device_compare (pair->live, pair->config);
      if (priv->pending_text != NULL)
        priv->pending = VIREO_DEVICE_PENDING_CHANGED;
    }
}

VireoDeviceKind
vireo_device_get_kind (VireoDevice *self)
{
  return get_private (self)->kind;
}

const char *
vireo_device_get_key (VireoDevice *self)
{
  return get_private (self)->key;
}

const char *
vireo_device_get_live_xml (VireoDevice *self)
{
  return get_private (self)->live_xml;
}

const char *
vireo_device_get_config_xml (VireoDevice *self)
{
  return get_private (self)->config_xml;
}

VireoDevicePending
vireo_device_get_pending (VireoDevice *self)
{
  return get_private (self)->pending;
}

const char *
vireo_device_get_pending_text (VireoDevice *self)
{
  return get_private (self)->pending_text;
}

guint
vireo_device_get_position (VireoDevice *self)
{
  return get_private (self)->position;
}

/**
 * vireo_device_equal:
 *
 * Returns: whether a row of @self may go on showing it, now that it is @other
 */
gboolean
vireo_device_equal (VireoDevice *self, VireoDevice *other)
{
  const VireoDevicePrivate *a = get_private (self);
  const VireoDevicePrivate *b = get_private (other);

  return a->kind == b->kind && a->pending == b->pending && g_strcmp0 (a->key, b->key) == 0
         && g_strcmp0 (a->live_xml, b->live_xml) == 0
         && g_strcmp0 (a->config_xml, b->config_xml) == 0;
}

/**
 * vireo_device_kind_get_label:
 *
 * Returns: (transfer none): what such a device is called, in the user's language
 */
const char *
vireo_device_kind_get_label (VireoDeviceKind kind)
{
  static const char *const kind_labels[] = {
    [VIREO_DEVICE_OTHER] = NC_ ("device", "Device"),
    [VIREO_DEVICE_DISK] = NC_ ("device", "Disk"),
    [VIREO_DEVICE_NIC] = NC_ ("device", "NIC"),
    [VIREO_DEVICE_HOST_USB] = NC_ ("device", "USB device of the host"),
    [VIREO_DEVICE_HOST_PCI] = NC_ ("device", "PCI device of the host"),
    [VIREO_DEVICE_HOST_OTHER] = NC_ ("device", "Device of the host"),
    [VIREO_DEVICE_SERIAL] = NC_ ("device", "Serial port"),
    [VIREO_DEVICE_PARALLEL] = NC_ ("device", "Parallel port"),
    [VIREO_DEVICE_CONSOLE] = NC_ ("device", "Text console"),
    [VIREO_DEVICE_CHANNEL] = NC_ ("device", "Channel"),
    [VIREO_DEVICE_TPM] = NC_ ("device", "TPM"),
    [VIREO_DEVICE_WATCHDOG] = NC_ ("device", "Watchdog"),
    [VIREO_DEVICE_FILESYSTEM] = NC_ ("device", "Shared folder"),
    [VIREO_DEVICE_SOUND] = NC_ ("device", "Sound card"),
    [VIREO_DEVICE_GRAPHICS] = NC_ ("device", "Graphics"),
    [VIREO_DEVICE_VIDEO] = NC_ ("device", "Video card"),
    [VIREO_DEVICE_INPUT] = NC_ ("device", "Input device"),
    [VIREO_DEVICE_RNG] = NC_ ("device", "Random number generator"),
    [VIREO_DEVICE_MEMBALLOON] = NC_ ("device", "Memory balloon"),
    [VIREO_DEVICE_VSOCK] = NC_ ("device", "Socket to the host (vsock)"),
    [VIREO_DEVICE_REDIRDEV] = NC_ ("device", "USB redirection"),
    [VIREO_DEVICE_PANIC] = NC_ ("device", "Panic notifier"),
    [VIREO_DEVICE_SMARTCARD] = NC_ ("device", "Smartcard reader"),
  };

  if ((gsize) kind >= G_N_ELEMENTS (kind_labels))
    kind = VIREO_DEVICE_OTHER;
  return g_dpgettext2 (GETTEXT_PACKAGE, "device", kind_labels[kind]);
}
