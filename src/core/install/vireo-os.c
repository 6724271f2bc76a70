/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One operating system: its words, and what a virtual machine should offer it.  Immutable. */

#include "config.h"

#include "core/install/vireo-os-private.h"

/* Kernels from then on have every virtio driver but the graphics one, which came with 4.4. */
#define MODERN_LINUX_SINCE "2012"
#define VIRTIO_GPU_SINCE "2016"
/* Windows 8, the BSDs and Linux installers came with a UEFI boot loader from about then on. */
#define UEFI_SINCE "2012-10"

struct _VireoOs
{
  GObject parent_instance;

  VireoOsFacts *facts; /* (owned) */
};

enum
{
  PROP_ID = 1,
  PROP_SHORT_ID,
  PROP_NAME,
  PROP_VENDOR,
  PROP_VERSION,
  PROP_FAMILY,
  PROP_DISTRO,
  PROP_ICON_NAME,
  PROP_END_OF_LIFE,
  PROP_RELEASE_DATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoOs, vireo_os, G_TYPE_OBJECT)

VireoOsFacts *
vireo_os_facts_new (void)
{
  VireoOsFacts *facts = g_new0 (VireoOsFacts, 1);

  facts->resources = g_array_new (FALSE, TRUE, sizeof (VireoOsResources));
  facts->firmware = g_array_new (FALSE, TRUE, sizeof (VireoOsFirmware));
  return facts;
}

void
vireo_os_facts_free (VireoOsFacts *facts)
{
  g_free (facts->id);
  g_strfreev (facts->short_ids);
  g_free (facts->name);
  g_free (facts->vendor);
  g_free (facts->version);
  g_free (facts->family);
  g_free (facts->distro);
  g_free (facts->release_date);
  g_free (facts->eol_date);
  g_array_unref (facts->resources);
  g_array_unref (facts->firmware);
  g_free (facts);
}

static void
vireo_os_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoOs *self = VIREO_OS (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->facts->id);
      break;
    case PROP_SHORT_ID:
      g_value_set_string (value, vireo_os_get_short_id (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, self->facts->name);
      break;
    case PROP_VENDOR:
      g_value_set_string (value, self->facts->vendor);
      break;
    case PROP_VERSION:
      g_value_set_string (value, self->facts->version);
      break;
    case PROP_FAMILY:
      g_value_set_string (value, self->facts->family);
      break;
    case PROP_DISTRO:
      g_value_set_string (value, self->facts->distro);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, vireo_os_get_icon_name (self));
      break;
    case PROP_END_OF_LIFE:
      g_value_set_boolean (value, vireo_os_get_end_of_life (self));
      break;
    case PROP_RELEASE_DATE:
      g_value_set_string (value, self->facts->release_date);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_os_finalize (GObject *object)
{
  vireo_os_facts_free (VIREO_OS (object)->facts);
  G_OBJECT_CLASS (vireo_os_parent_class)->finalize (object);
}

static void
vireo_os_class_init (VireoOsClass *klass)
{
  static const struct
  {
    int id;
    const char *name;
  } words[] = {
    { PROP_ID, "id" },           { PROP_SHORT_ID, "short-id" },
    { PROP_NAME, "name" },       { PROP_VENDOR, "vendor" },
    { PROP_VERSION, "version" }, { PROP_FAMILY, "family" },
    { PROP_DISTRO, "distro" },   { PROP_ICON_NAME, "icon-name" },
    { PROP_RELEASE_DATE, "release-date" },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_os_get_property;
  object_class->finalize = vireo_os_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    props[words[i].id] = g_param_spec_string (words[i].name, NULL, NULL, NULL, flags);
  props[PROP_END_OF_LIFE] = g_param_spec_boolean ("end-of-life", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_os_init (VireoOs *self)
{
}

/**
 * vireo_os_new:
 * @facts: (transfer full): what is known
 *
 * Any thread.
 */
VireoOs *
vireo_os_new (VireoOsFacts *facts)
{
  VireoOs *self = g_object_new (VIREO_TYPE_OS, NULL);

  self->facts = facts;
  return self;
}

const VireoOsFacts *
vireo_os_get_facts (VireoOs *self)
{
  return self->facts;
}

const char *
vireo_os_get_id (VireoOs *self)
{
  return self->facts->id;
}

const char *
vireo_os_get_short_id (VireoOs *self)
{
  return self->facts->short_ids[0];
}

const char *
vireo_os_get_name (VireoOs *self)
{
  return self->facts->name;
}

const char *
vireo_os_get_family (VireoOs *self)
{
  return self->facts->family;
}

const char *
vireo_os_get_distro (VireoOs *self)
{
  return self->facts->distro;
}

static gboolean
family_is (const VireoOsFacts *facts, const char *family)
{
  return g_strcmp0 (facts->family, family) == 0;
}

static gboolean
is_windows (const VireoOsFacts *facts)
{
  return facts->family != NULL && g_str_has_prefix (facts->family, "win");
}

/**
 * vireo_os_get_icon_name:
 *
 * Returns: a symbolic icon that Vireo installs
 */
const char *
vireo_os_get_icon_name (VireoOs *self)
{
  const VireoOsFacts *facts = self->facts;

  if (g_strcmp0 (facts->distro, "ctyunos") == 0)
    return "vireo-os-cloud-symbolic";
  if (family_is (facts, "linux"))
    return "vireo-os-linux-symbolic";
  if (is_windows (facts))
    return "vireo-os-windows-symbolic";
  if (family_is (facts, "darwin"))
    return "vireo-os-mac-symbolic";
  if (family_is (facts, "msdos"))
    return "vireo-os-dos-symbolic";
  if (facts->family != NULL && g_str_has_suffix (facts->family, "bsd"))
    return "vireo-os-bsd-symbolic";
  return "vireo-os-other-symbolic";
}

/**
 * vireo_os_get_end_of_life:
 *
 * Returns: whether its makers stopped caring for it, as of today; %FALSE when that day is not
 *   known
 */
gboolean
vireo_os_get_end_of_life (VireoOs *self)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *today = NULL;

  if (self->facts->eol_date == NULL)
    return FALSE;
  now = g_date_time_new_now_local ();
  today = g_date_time_format (now, "%Y-%m-%d");
  return g_strcmp0 (self->facts->eol_date, today) < 0;
}

/* An entry without a date is a rolling or a catch-all one: of today, that is. */
static gboolean
is_linux_since (const VireoOsFacts *facts, const char *year)
{
  return family_is (facts, "linux")
         && (facts->release_date == NULL || g_strcmp0 (facts->release_date, year) >= 0);
}

/* A third of the entries list no device at all: that says nothing about the OS, so what its
 * age says is taken instead. */
static VireoOsDevices
get_devices (const VireoOsFacts *facts)
{
  if (facts->devices != 0)
    return facts->devices;
  if (is_linux_since (facts, MODERN_LINUX_SINCE))
    return VIREO_OS_DEVICE_VIRTIO_DISK | VIREO_OS_DEVICE_VIRTIO_NET
           | VIREO_OS_DEVICE_VIRTIO_NET_1_0 | VIREO_OS_DEVICE_VIRTIO_RNG
           | VIREO_OS_DEVICE_VIRTIO_BALLOON | VIREO_OS_DEVICE_VIRTIO_SERIAL | VIREO_OS_DEVICE_USB3
           | VIREO_OS_DEVICE_TABLET | VIREO_OS_DEVICE_Q35
           | (is_linux_since (facts, VIRTIO_GPU_SINCE) ? VIREO_OS_DEVICE_VIRTIO_VIDEO : 0);
  return VIREO_OS_DEVICE_TABLET;
}

static void
fill_devices (const VireoOsFacts *facts, gboolean x86, VireoOsNeeds *needs)
{
  VireoOsDevices devices = get_devices (facts);

  needs->virtio_disk = (devices & VIREO_OS_DEVICE_VIRTIO_DISK) != 0;
  needs->virtio_net = (devices & VIREO_OS_DEVICE_VIRTIO_NET) != 0;
  needs->virtio_video = (devices & VIREO_OS_DEVICE_VIRTIO_VIDEO) != 0;
  needs->virtio_rng = (devices & VIREO_OS_DEVICE_VIRTIO_RNG) != 0;
  needs->virtio_balloon = (devices & VIREO_OS_DEVICE_VIRTIO_BALLOON) != 0;
  needs->virtio_serial = (devices & VIREO_OS_DEVICE_VIRTIO_SERIAL) != 0;
  needs->usb3 = (devices & VIREO_OS_DEVICE_USB3) != 0;
  /* On x86 an absolute pointer never harms: whoever has no driver uses the PS/2 mouse. */
  needs->tablet = x86 || (devices & VIREO_OS_DEVICE_TABLET) != 0;
  /* The slots of q35 are PCI Express, where only virtio 1.0 works. */
  needs->q35 = (devices & VIREO_OS_DEVICE_Q35) != 0
               && (!needs->virtio_net || (devices & VIREO_OS_DEVICE_VIRTIO_NET_1_0) != 0);
}

/* Entries seldom list firmware; then the age tells. */
static gboolean
guess_uefi (const VireoOsFacts *facts, gboolean x86)
{
  if (!x86 || is_linux_since (facts, UEFI_SINCE))
    return TRUE;
  return g_strcmp0 (facts->release_date, UEFI_SINCE) >= 0;
}

/* BIOS goes without saying on x86: entries that list UEFI alone mean that it works too, and
 * one that cannot boot with BIOS says so. */
static void
fill_firmware (const VireoOsFacts *facts, const char *arch, gboolean x86, VireoOsNeeds *needs)
{
  gboolean listed = FALSE;

  needs->bios = x86;
  for (guint i = 0; i < facts->firmware->len; i++)
    {
      const VireoOsFirmware *firmware = &g_array_index (facts->firmware, VireoOsFirmware, i);

      if (!g_str_equal (firmware->arch, arch))
        continue;
      listed = TRUE;
      if (firmware->efi)
        needs->uefi = firmware->supported;
      else
        needs->bios = firmware->supported;
    }
  if (!listed)
    needs->uefi = guess_uefi (facts, x86);
}

/* Each number from the entry of the architecture, else from the one for all; a 32-bit OS runs
 * on x86_64 too. */
static void
fill_resources (const VireoOsFacts *facts, const char *arch, gboolean x86, VireoOsNeeds *needs)
{
  const char *const order[] = { arch, "all", x86 ? "i686" : "all" };

  for (gsize o = 0; o < G_N_ELEMENTS (order); o++)
    for (guint i = 0; i < facts->resources->len; i++)
      {
        const VireoOsResources *said = &g_array_index (facts->resources, VireoOsResources, i);
        guint *cpus = said->recommended ? &needs->recommended_cpus : &needs->min_cpus;
        guint64 *memory = said->recommended ? &needs->recommended_memory : &needs->min_memory;
        guint64 *storage = said->recommended ? &needs->recommended_storage : &needs->min_storage;

        if (!g_str_equal (said->arch, order[o]))
          continue;
        if (*cpus == 0 && said->n_cpus > 0)
          *cpus = said->n_cpus;
        if (*memory == 0 && said->memory > 0)
          *memory = said->memory;
        if (*storage == 0 && said->storage > 0)
          *storage = said->storage;
      }
}

/**
 * vireo_os_get_needs:
 * @self: an operating system
 * @arch: the guest's architecture, as libvirt names it: "x86_64", "aarch64", ...
 *
 * What the OS supports and wants.  Any thread.
 *
 * Returns: plain values; where nothing is listed for the OS, what its family and age suggest
 */
VireoOsNeeds
vireo_os_get_needs (VireoOs *self, const char *arch)
{
  const VireoOsFacts *facts = self->facts;
  gboolean x86 = g_str_equal (arch, "x86_64") || g_str_equal (arch, "i686");
  VireoOsNeeds needs = { 0 };

  needs.known = facts->devices != 0 || facts->resources->len > 0;
  needs.utc_clock = !is_windows (facts) && !family_is (facts, "msdos");
  fill_devices (facts, x86, &needs);
  fill_firmware (facts, arch, x86, &needs);
  fill_resources (facts, arch, x86, &needs);
  return needs;
}
