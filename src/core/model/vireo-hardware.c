/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-xml.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-hardware.h"

struct _VireoHardware
{
  VireoDevice parent_instance;

  char *title;
  char *subtitle; /* (nullable) */
};

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_XML,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHardware, vireo_hardware, VIREO_TYPE_DEVICE)

/* Where a kind's model or the like is, which goes behind its name. */
static const char *
get_detail_path (VireoDeviceKind kind)
{
  switch (kind)
    {
    case VIREO_DEVICE_TPM:
    case VIREO_DEVICE_WATCHDOG:
    case VIREO_DEVICE_SOUND:
    case VIREO_DEVICE_PANIC:
      return "@model";
    case VIREO_DEVICE_VIDEO:
      return "model/@type";
    case VIREO_DEVICE_INPUT:
    case VIREO_DEVICE_GRAPHICS:
    case VIREO_DEVICE_HOST_OTHER:
      return "@type";
    case VIREO_DEVICE_FILESYSTEM:
      return "target/@dir";
    case VIREO_DEVICE_CHANNEL:
      return "target/@name";
    case VIREO_DEVICE_SERIAL:
    case VIREO_DEVICE_PARALLEL:
    case VIREO_DEVICE_CONSOLE:
      return "target/@port";
    case VIREO_DEVICE_SMARTCARD:
      return "@mode";
    case VIREO_DEVICE_VSOCK:
      return "cid/@address";
    default:
      return NULL;
    }
}

static char *
make_title (xmlNode *node, VireoDeviceKind kind, const char *key)
{
  const char *label = vireo_device_kind_get_label (kind);
  const char *path = get_detail_path (kind);
  g_autofree char *detail = path != NULL ? vireo_xml_string (node, path) : NULL;
  const char *colon = strchr (key, ':');

  if (kind == VIREO_DEVICE_OTHER)
    return g_strdup_printf ("%s <%s>", label, (const char *) node->name);
  if ((kind == VIREO_DEVICE_HOST_PCI || kind == VIREO_DEVICE_HOST_USB) && colon != NULL)
    return g_strdup_printf ("%s %s", label, colon + 1);
  if (kind == VIREO_DEVICE_GRAPHICS && detail != NULL)
    {
      g_autofree char *upper = g_ascii_strup (detail, -1);

      return g_strdup_printf ("%s %s", label, upper);
    }
  if ((kind == VIREO_DEVICE_SERIAL || kind == VIREO_DEVICE_PARALLEL
       || kind == VIREO_DEVICE_CONSOLE)
      && detail != NULL)
    return g_strdup_printf ("%s %" G_GUINT64_FORMAT, label,
                            g_ascii_strtoull (detail, NULL, 10) + 1);
  if (detail == NULL || *detail == '\0')
    return g_strdup (label);
  return g_strdup_printf ("%s %s", label, detail);
}

/* Where a serial port and its like lead. */
static char *
make_chardev_subtitle (xmlNode *node)
{
  g_autofree char *type = vireo_xml_string (node, "@type");
  g_autofree char *path = vireo_xml_string (node, "source/@path");
  g_autofree char *host = vireo_xml_string (node, "source[@host]/@host");
  g_autofree char *port = vireo_xml_string (node, "source[@host]/@service");

  if (host != NULL)
    return g_strdup_printf ("%s %s:%s", type != NULL ? type : "", host, port != NULL ? port : "");
  if (type != NULL && path != NULL)
    return g_strdup_printf ("%s %s", type, path);
  return g_steal_pointer (&type);
}

static char *
make_graphics_subtitle (xmlNode *node)
{
  g_autofree char *port = vireo_xml_string (node, "@port");
  g_autofree char *listen = vireo_xml_string (node, "@listen");
  g_autofree char *socket = vireo_xml_string (node, "listen/@socket | @socket");

  if (socket != NULL)
    return g_steal_pointer (&socket);
  if (port == NULL || g_str_equal (port, "-1"))
    return g_strdup (listen);
  return g_strdup_printf ("%s:%s", listen != NULL ? listen : "", port);
}

static char *
make_subtitle (xmlNode *node, VireoDeviceKind kind)
{
  switch (kind)
    {
    case VIREO_DEVICE_SERIAL:
    case VIREO_DEVICE_PARALLEL:
    case VIREO_DEVICE_CONSOLE:
    case VIREO_DEVICE_CHANNEL:
    case VIREO_DEVICE_REDIRDEV:
      return make_chardev_subtitle (node);
    case VIREO_DEVICE_GRAPHICS:
      return make_graphics_subtitle (node);
    case VIREO_DEVICE_FILESYSTEM:
      return vireo_xml_string (node, "source/@dir | source/@socket");
    case VIREO_DEVICE_TPM:
      return vireo_xml_string (node, "backend/device/@path | backend/@type");
    case VIREO_DEVICE_WATCHDOG:
      return vireo_xml_string (node, "@action");
    case VIREO_DEVICE_INPUT:
      return vireo_xml_string (node, "@bus");
    case VIREO_DEVICE_RNG:
      return vireo_xml_string (node, "backend");
    case VIREO_DEVICE_MEMBALLOON:
      return vireo_xml_string (node, "@model");
    case VIREO_DEVICE_HOST_OTHER:
      return vireo_xml_string (node, "source/address/@uuid | source/adapter/@name | source/block");
    default:
      return NULL;
    }
}

static void
vireo_hardware_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoHardware *self = VIREO_HARDWARE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_XML:
      g_value_set_string (value, vireo_hardware_get_xml (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_hardware_finalize (GObject *object)
{
  VireoHardware *self = VIREO_HARDWARE (object);

  g_free (self->title);
  g_free (self->subtitle);
  G_OBJECT_CLASS (vireo_hardware_parent_class)->finalize (object);
}

static void
vireo_hardware_class_init (VireoHardwareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_hardware_get_property;
  object_class->finalize = vireo_hardware_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_XML] = g_param_spec_string ("xml", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_hardware_init (VireoHardware *self)
{
}

VireoDevice *
vireo_hardware_new (const VireoDevicePair *pair, gboolean both)
{
  VireoHardware *self = g_object_new (VIREO_TYPE_HARDWARE, NULL);
  xmlNode *shown = pair->live != NULL ? pair->live : pair->config;
  char *subtitle;

  vireo_device_set_up (VIREO_DEVICE (self), pair, both);
  self->title = make_title (shown, pair->kind, pair->key);
  subtitle = make_subtitle (shown, pair->kind);
  self->subtitle = subtitle != NULL ? g_strstrip (subtitle) : NULL;
  if (self->subtitle != NULL && *self->subtitle == '\0')
    g_clear_pointer (&self->subtitle, g_free);
  return VIREO_DEVICE (self);
}

const char *
vireo_hardware_get_title (VireoHardware *self)
{
  return self->title;
}

const char *
vireo_hardware_get_subtitle (VireoHardware *self)
{
  return self->subtitle;
}

const char *
vireo_hardware_get_xml (VireoHardware *self)
{
  const char *live = vireo_device_get_live_xml (VIREO_DEVICE (self));

  return live != NULL ? live : vireo_device_get_config_xml (VIREO_DEVICE (self));
}

/**
 * vireo_hardware_is_tablet:
 *
 * Returns: whether it is a tablet of a VM that runs: a pointing device that takes the pointer where
 *   it is, and not how far it moved
 */
gboolean
vireo_hardware_is_tablet (VireoHardware *self)
{
  const char *live = vireo_device_get_live_xml (VIREO_DEVICE (self));
  g_autoptr (VireoXmlDoc) doc = NULL;

  if (live == NULL || vireo_device_get_kind (VIREO_DEVICE (self)) != VIREO_DEVICE_INPUT)
    return FALSE;
  doc = vireo_xml_parse (live, NULL);
  return doc != NULL && vireo_xml_has (xmlDocGetRootElement (doc), "self::input[@type='tablet']");
}

static gboolean
is_such (VireoHardware *self, const char *xpath)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_hardware_get_xml (self), NULL);

  return doc != NULL && vireo_xml_has (xmlDocGetRootElement (doc), xpath);
}

/**
 * vireo_hardware_list_going_with:
 * @all: of #VireoHardware: what the VM has
 *
 * Returns: (transfer full) (element-type VireoHardware): what cannot stay when @self is removed, and
 *   so goes with it
 */
GPtrArray *
vireo_hardware_list_going_with (VireoHardware *self, GListModel *all)
{
  GPtrArray *going = g_ptr_array_new_with_free_func (g_object_unref);

  if (!is_such (self, "self::graphics[@type='spice']"))
    return going;
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (VireoHardware) other = g_list_model_get_item (all, i);

      if (vireo_device_get_config_xml (VIREO_DEVICE (other)) != NULL
          && is_such (other, "self::*[" VIREO_BY_SPICE_ONLY "]"))
        g_ptr_array_add (going, g_steal_pointer (&other));
    }
  return going;
}
