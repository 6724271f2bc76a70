/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-disk-private.h"

struct _VireoDisk
{
  VireoDevice parent_instance;

  VireoDiskValues *live;   /* (owned) (nullable) */
  VireoDiskValues *config; /* (owned) (nullable) */
  VireoDiskSize size;
  GStrv backing_chain; /* (owned) (nullable) */
};

enum
{
  PROP_TARGET = 1,
  PROP_BUS,
  PROP_DEVICE,
  PROP_SOURCE_KIND,
  PROP_SOURCE,
  PROP_FORMAT,
  PROP_SERIAL,
  PROP_CACHE,
  PROP_DISCARD,
  PROP_IO,
  PROP_BOOT_ORDER,
  PROP_READ_ONLY,
  PROP_SHAREABLE,
  PROP_REMOVABLE,
  PROP_EMPTY,
  PROP_TRAY_OPEN,
  PROP_CAPACITY,
  PROP_ALLOCATION,
  PROP_PHYSICAL,
  PROP_BACKING_CHAIN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDisk, vireo_disk, VIREO_TYPE_DEVICE)

static char *
non_empty (char *text)
{
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static char *
string_or (xmlNode *disk, const char *xpath, const char *fallback)
{
  char *text = vireo_xml_string (disk, xpath);

  return text != NULL ? text : g_strdup (fallback);
}

/* "rbd:pool/image at ceph1:6789, ceph2" */
static char *
make_network_source (xmlNode *disk)
{
  g_autofree char *protocol = vireo_xml_string (disk, "source/@protocol");
  g_autofree char *name = vireo_xml_string (disk, "source/@name");
  g_autoptr (VireoXmlNodes) hosts = vireo_xml_find (disk, "source/host");
  GString *text = g_string_new (protocol != NULL ? protocol : "?");

  g_string_append (text, "://");
  for (guint i = 0; i < vireo_xml_nodes_count (hosts); i++)
    {
      xmlNode *host = vireo_xml_nodes_get (hosts, i);
      g_autofree char *address = vireo_xml_string (host, "@name | @socket");
      g_autofree char *port = vireo_xml_string (host, "@port");

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? "," : "", address != NULL ? address : "",
                              port != NULL ? ":" : "", port != NULL ? port : "");
    }
  if (name != NULL)
    g_string_append_printf (text, "%s%s", *name == '/' ? "" : "/", name);
  return g_string_free (text, FALSE);
}

static void
read_source (VireoDiskValues *values, xmlNode *disk)
{
  g_autofree char *type = vireo_xml_string (disk, "@type");

  if (!vireo_xml_has (disk, "source"))
    return;
  if (g_strcmp0 (type, "file") == 0)
    {
      values->source = non_empty (vireo_xml_string (disk, "source/@file"));
      values->source_kind = VIREO_DISK_SOURCE_FILE;
    }
  else if (g_strcmp0 (type, "block") == 0)
    {
      values->source = non_empty (vireo_xml_string (disk, "source/@dev"));
      values->source_kind = VIREO_DISK_SOURCE_BLOCK;
    }
  else if (g_strcmp0 (type, "volume") == 0)
    {
      values->pool = vireo_xml_string (disk, "source/@pool");
      values->volume = vireo_xml_string (disk, "source/@volume");
      if (values->pool != NULL && values->volume != NULL)
        values->source = g_strconcat (values->pool, "/", values->volume, NULL);
      values->source_kind = VIREO_DISK_SOURCE_VOLUME;
    }
  else if (g_strcmp0 (type, "network") == 0)
    {
      values->source = make_network_source (disk);
      values->source_kind = VIREO_DISK_SOURCE_NETWORK;
    }
  else
    {
      values->source = string_or (disk, "source/@dir | source/@path", type != NULL ? type : "?");
      values->source_kind = VIREO_DISK_SOURCE_OTHER;
    }
  if (values->source == NULL)
    values->source_kind = VIREO_DISK_SOURCE_NONE;
}

/**
 * vireo_disk_values_new:
 * @disk: a <disk> element
 *
 * Returns: (transfer full): what it says
 */
VireoDiskValues *
vireo_disk_values_new (xmlNode *disk)
{
  VireoDiskValues *values = g_new0 (VireoDiskValues, 1);

  values->target = string_or (disk, "target/@dev", "");
  values->bus = string_or (disk, "target/@bus", "");
  values->device = string_or (disk, "@device", "disk");
  values->format = non_empty (vireo_xml_string (disk, "driver/@type"));
  values->serial = non_empty (vireo_xml_string (disk, "serial"));
  values->cache = non_empty (vireo_xml_string (disk, "driver/@cache"));
  values->discard = non_empty (vireo_xml_string (disk, "driver/@discard"));
  values->io = non_empty (vireo_xml_string (disk, "driver/@io"));
  values->boot_order = (guint) vireo_xml_uint (disk, "boot/@order", 0);
  values->read_only = vireo_xml_has (disk, "readonly");
  values->shareable = vireo_xml_has (disk, "shareable");
  values->transient = vireo_xml_has (disk, "transient");
  values->tray_open = vireo_xml_has (disk, "target[@tray='open']");
  read_source (values, disk);
  return values;
}

void
vireo_disk_values_free (VireoDiskValues *values)
{
  if (values == NULL)
    return;
  g_free (values->target);
  g_free (values->bus);
  g_free (values->device);
  g_free (values->source);
  g_free (values->pool);
  g_free (values->volume);
  g_free (values->format);
  g_free (values->serial);
  g_free (values->cache);
  g_free (values->discard);
  g_free (values->io);
  g_free (values);
}

static void
vireo_disk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDisk *self = VIREO_DISK (object);
  const VireoDiskValues *shown = vireo_disk_get_shown (self);

  switch (id)
    {
    case PROP_TARGET:
      g_value_set_string (value, shown->target);
      break;
    case PROP_BUS:
      g_value_set_string (value, shown->bus);
      break;
    case PROP_DEVICE:
      g_value_set_string (value, shown->device);
      break;
    case PROP_SOURCE_KIND:
      g_value_set_uint (value, shown->source_kind);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, shown->source);
      break;
    case PROP_FORMAT:
      g_value_set_string (value, shown->format);
      break;
    case PROP_SERIAL:
      g_value_set_string (value, shown->serial);
      break;
    case PROP_CACHE:
      g_value_set_string (value, shown->cache);
      break;
    case PROP_DISCARD:
      g_value_set_string (value, shown->discard);
      break;
    case PROP_IO:
      g_value_set_string (value, shown->io);
      break;
    case PROP_BOOT_ORDER:
      g_value_set_uint (value, shown->boot_order);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, shown->read_only);
      break;
    case PROP_SHAREABLE:
      g_value_set_boolean (value, shown->shareable);
      break;
    case PROP_REMOVABLE:
      g_value_set_boolean (value, vireo_disk_is_removable (self));
      break;
    case PROP_EMPTY:
      g_value_set_boolean (value, shown->source_kind == VIREO_DISK_SOURCE_NONE);
      break;
    case PROP_TRAY_OPEN:
      g_value_set_boolean (value, shown->tray_open);
      break;
    case PROP_CAPACITY:
      g_value_set_uint64 (value, self->size.capacity);
      break;
    case PROP_ALLOCATION:
      g_value_set_uint64 (value, self->size.allocation);
      break;
    case PROP_PHYSICAL:
      g_value_set_uint64 (value, self->size.physical);
      break;
    case PROP_BACKING_CHAIN:
      g_value_set_boxed (value, self->backing_chain);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_disk_finalize (GObject *object)
{
  VireoDisk *self = VIREO_DISK (object);

  vireo_disk_values_free (self->live);
  vireo_disk_values_free (self->config);
  g_strfreev (self->backing_chain);
  G_OBJECT_CLASS (vireo_disk_parent_class)->finalize (object);
}

static void
vireo_disk_class_init (VireoDiskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_disk_get_property;
  object_class->finalize = vireo_disk_finalize;

#define STRING(ID, name) props[ID] = g_param_spec_string (name, NULL, NULL, NULL, flags)
#define BOOLEAN(ID, name) props[ID] = g_param_spec_boolean (name, NULL, NULL, FALSE, flags)
#define UINT(ID, name) props[ID] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags)
#define BYTES(ID, name)                                                                            \
  props[ID] = g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags)

  STRING (PROP_TARGET, "target");
  STRING (PROP_BUS, "bus");
  STRING (PROP_DEVICE, "device");
  UINT (PROP_SOURCE_KIND, "source-kind"); /* VireoDiskSourceKind */
  STRING (PROP_SOURCE, "source");
  STRING (PROP_FORMAT, "format");
  STRING (PROP_SERIAL, "serial");
  STRING (PROP_CACHE, "cache");
  STRING (PROP_DISCARD, "discard");
  STRING (PROP_IO, "io");
  UINT (PROP_BOOT_ORDER, "boot-order");
  BOOLEAN (PROP_READ_ONLY, "read-only");
  BOOLEAN (PROP_SHAREABLE, "shareable");
  BOOLEAN (PROP_REMOVABLE, "removable");
  BOOLEAN (PROP_EMPTY, "empty");
  BOOLEAN (PROP_TRAY_OPEN, "tray-open");
  BYTES (PROP_CAPACITY, "capacity");
  BYTES (PROP_ALLOCATION, "allocation");
  BYTES (PROP_PHYSICAL, "physical");
  props[PROP_BACKING_CHAIN]
      = g_param_spec_boxed ("backing-chain", NULL, NULL, G_TYPE_STRV, flags);
#undef STRING
#undef BOOLEAN
#undef UINT
#undef BYTES
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_disk_init (VireoDisk *self)
{
}

VireoDevice *
vireo_disk_new (const VireoDevicePair *pair, gboolean both)
{
  VireoDisk *self = g_object_new (VIREO_TYPE_DISK, NULL);

  vireo_device_set_up (VIREO_DEVICE (self), pair, both);
  self->live = pair->live != NULL ? vireo_disk_values_new (pair->live) : NULL;
  self->config = pair->config != NULL ? vireo_disk_values_new (pair->config) : NULL;
  return VIREO_DEVICE (self);
}

/**
 * vireo_disk_set_measure:
 * @size: what was measured
 * @backing_chain: (transfer full) (nullable): what was found
 *
 * The last part of making a disk, by the worker that read it.
 */
void
vireo_disk_set_measure (VireoDisk *self, const VireoDiskSize *size, GStrv backing_chain)
{
  self->size = *size;
  g_strfreev (self->backing_chain);
  self->backing_chain = backing_chain;
}

/**
 * vireo_disk_same_measure:
 *
 * Returns: whether both are as large and have the same backing files
 */
gboolean
vireo_disk_same_measure (VireoDisk *self, VireoDisk *other)
{
  static const char *const nothing[] = { NULL };
  const char *const *a = (const char *const *) self->backing_chain;
  const char *const *b = (const char *const *) other->backing_chain;

  return self->size.capacity == other->size.capacity
         && self->size.allocation == other->size.allocation
         && self->size.physical == other->size.physical
         && g_strv_equal (a != NULL ? a : nothing, b != NULL ? b : nothing);
}

const VireoDiskValues *
vireo_disk_get_live (VireoDisk *self)
{
  return self->live;
}

const VireoDiskValues *
vireo_disk_get_config (VireoDisk *self)
{
  return self->config;
}

const VireoDiskValues *
vireo_disk_get_shown (VireoDisk *self)
{
  return self->live != NULL ? self->live : self->config;
}

const VireoDiskSize *
vireo_disk_get_size (VireoDisk *self)
{
  return &self->size;
}

const char *const *
vireo_disk_get_backing_chain (VireoDisk *self)
{
  return (const char *const *) self->backing_chain;
}

gboolean
vireo_disk_is_removable (VireoDisk *self)
{
  const char *device = vireo_disk_get_shown (self)->device;

  return g_str_equal (device, "cdrom") || g_str_equal (device, "floppy");
}

/**
 * vireo_disk_bus_get_label:
 * @bus: as libvirt writes it
 *
 * Returns: (transfer none): the name people know it by; @bus itself where there is no better
 */
const char *
vireo_disk_bus_get_label (const char *bus)
{
  static const char *const known[][2] = {
    { "virtio", "VirtIO" }, { "scsi", "SCSI" }, { "sata", "SATA" }, { "ide", "IDE" },
    { "usb", "USB" },       { "nvme", "NVMe" }, { "sd", "SD" },     { "xen", "Xen" },
  };

  if (g_str_equal (bus, "fdc"))
    return C_ ("disk bus", "Floppy");
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (bus, known[i][0]))
      return known[i][1];
  return bus;
}
