/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells the devices of a document apart, and which device of the running document is which
 * of the document of the next start. */

#include "config.h"

#include "core/model/vireo-device-private.h"

/* Before the key of a device that only runs, where one of the next start has the key already. */
#define LIVE_ONLY "live:"

static const struct
{
  const char *element;
  VireoDeviceKind kind;
} kinds[] = {
  { "disk", VIREO_DEVICE_DISK },
  { "interface", VIREO_DEVICE_NIC },
  { "hostdev", VIREO_DEVICE_HOST_OTHER },
  { "serial", VIREO_DEVICE_SERIAL },
  { "parallel", VIREO_DEVICE_PARALLEL },
  { "console", VIREO_DEVICE_CONSOLE },
  { "channel", VIREO_DEVICE_CHANNEL },
  { "tpm", VIREO_DEVICE_TPM },
  { "watchdog", VIREO_DEVICE_WATCHDOG },
  { "filesystem", VIREO_DEVICE_FILESYSTEM },
  { "sound", VIREO_DEVICE_SOUND },
  { "graphics", VIREO_DEVICE_GRAPHICS },
  { "video", VIREO_DEVICE_VIDEO },
  { "input", VIREO_DEVICE_INPUT },
  { "rng", VIREO_DEVICE_RNG },
  { "memballoon", VIREO_DEVICE_MEMBALLOON },
  { "vsock", VIREO_DEVICE_VSOCK },
  { "redirdev", VIREO_DEVICE_REDIRDEV },
  { "panic", VIREO_DEVICE_PANIC },
  { "smartcard", VIREO_DEVICE_SMARTCARD },
};

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return xmlStrEqual (node->name, BAD_CAST name);
}

/**
 * vireo_device_kind_of:
 * @element: an element of <devices>
 */
VireoDeviceKind
vireo_device_kind_of (xmlNode *element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (is_named (element, kinds[i].element))
      {
        if (kinds[i].kind != VIREO_DEVICE_HOST_OTHER)
          return kinds[i].kind;
        if (vireo_xml_has (element, "self::*[@type='usb']"))
          return VIREO_DEVICE_HOST_USB;
        if (vireo_xml_has (element, "self::*[@type='pci']"))
          return VIREO_DEVICE_HOST_PCI;
        return VIREO_DEVICE_HOST_OTHER;
      }
  return VIREO_DEVICE_OTHER;
}

/**
 * vireo_device_is_shown:
 * @element: an element of <devices>
 *
 * Returns: %FALSE for what is no device of its own: the emulator's path, what libvirt adds for
 *   others to be plugged into, and the console that is another name of the first serial port
 */
gboolean
vireo_device_is_shown (xmlNode *element)
{
  if (element->type != XML_ELEMENT_NODE || element->ns != NULL)
    return FALSE;
  if (is_named (element, "emulator") || is_named (element, "controller")
      || is_named (element, "hub"))
    return FALSE;
  if (is_named (element, "audio"))
    return !vireo_xml_has (element, "self::*[@type='none']");
  if (is_named (element, "console"))
    return !vireo_xml_has (element, "self::*[not(target/@type) or target/@type='serial']"
                                    "[count(preceding-sibling::console)=0]/../serial");
  return TRUE;
}

static char *
make_pci_identity (xmlNode *element)
{
  static const char *const parts[] = { "domain", "bus", "slot", "function" };
  guint numbers[G_N_ELEMENTS (parts)];

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_strconcat ("source/address/@", parts[i], NULL);
      g_autofree char *text = vireo_xml_string (element, path);

      numbers[i] = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 0) : 0;
    }
  return g_strdup_printf ("%04x:%02x:%02x.%x", numbers[0], numbers[1], numbers[2], numbers[3]);
}

static char *
join (xmlNode *element, const char *first, const char *second)
{
  g_autofree char *a = vireo_xml_string (element, first);
  g_autofree char *b = vireo_xml_string (element, second);

  if (a == NULL)
    return NULL;
  return b != NULL ? g_strconcat (a, ":", b, NULL) : g_steal_pointer (&a);
}

/* What a device of this kind is told apart by, NULL when there is nothing of the sort. */
static char *
make_identity (xmlNode *element, VireoDeviceKind kind)
{
  char *found;

  switch (kind)
    {
    case VIREO_DEVICE_HOST_PCI:
      return make_pci_identity (element);
    case VIREO_DEVICE_HOST_USB:
      found = join (element, "source/vendor/@id", "source/product/@id");
      return found != NULL ? found : join (element, "source/address/@bus",
                                           "source/address/@device");
    case VIREO_DEVICE_HOST_OTHER:
      return join (element, "@type", "source/address/@uuid | source/adapter/@name | source/block");
    case VIREO_DEVICE_SERIAL:
    case VIREO_DEVICE_PARALLEL:
      return vireo_xml_string (element, "target/@port");
    case VIREO_DEVICE_CONSOLE:
      return join (element, "target/@type", "target/@port");
    case VIREO_DEVICE_CHANNEL:
      found = vireo_xml_string (element, "target/@name");
      return found != NULL ? found : join (element, "target/@address", "target/@port");
    case VIREO_DEVICE_FILESYSTEM:
      return vireo_xml_string (element, "target/@dir");
    case VIREO_DEVICE_GRAPHICS:
      return vireo_xml_string (element, "@type");
    case VIREO_DEVICE_INPUT:
      return join (element, "@type", "@bus");
    default:
      return NULL;
    }
}

/**
 * vireo_device_make_key:
 * @element: an element of <devices>
 *
 * Returns: (transfer full): its key, without the number that tells it from another of the same
 */
char *
vireo_device_make_key (xmlNode *element)
{
  VireoDeviceKind kind = vireo_device_kind_of (element);
  g_autofree char *identity = NULL;
  char *key = NULL;

  if (kind == VIREO_DEVICE_DISK)
    key = vireo_xml_string (element, "target/@dev");
  else if (kind == VIREO_DEVICE_NIC)
    {
      identity = vireo_xml_string (element, "mac/@address");
      key = identity != NULL ? g_ascii_strdown (identity, -1) : NULL;
    }
  if (key != NULL && *key != '\0')
    return key;
  g_free (key);

  g_clear_pointer (&identity, g_free);
  identity = make_identity (element, kind);
  if (kind == VIREO_DEVICE_HOST_PCI || kind == VIREO_DEVICE_HOST_USB)
    return g_strdup_printf ("hostdev-%s:%s", kind == VIREO_DEVICE_HOST_PCI ? "pci" : "usb",
                            identity != NULL ? identity : "");
  if (identity == NULL)
    return g_strdup ((const char *) element->name);
  return g_strdup_printf ("%s:%s", (const char *) element->name, identity);
}

typedef struct
{
  xmlNode *node;
  char *base; /* (owned) */
  char *key;  /* (owned): base, with a number where that is not enough */
  guint position;
  gboolean matched;
} Entry;

static void
entry_free (gpointer pointer)
{
  Entry *entry = pointer;

  g_free (entry->base);
  g_free (entry->key);
  g_free (entry);
}

/* All devices of a document in their order.  @domain may be NULL. */
static GPtrArray *
list_devices (xmlNode *domain)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (VireoXmlNodes) nodes = domain != NULL ? vireo_xml_find (domain, "devices/*") : NULL;

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (nodes, i);
      Entry *entry;
      guint n;

      if (!vireo_device_is_shown (node))
        continue;
      entry = g_new0 (Entry, 1);
      entry->node = node;
      entry->position = i;
      entry->base = vireo_device_make_key (node);
      n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, entry->base)) + 1;
      entry->key = n > 1 ? g_strdup_printf ("%s#%u", entry->base, n) : g_strdup (entry->base);
      g_ptr_array_add (entries, entry);
      g_hash_table_replace (counts, entry->base, GUINT_TO_POINTER (n));
    }
  return entries;
}

/**
 * vireo_device_make_key_in:
 * @domain: the root of a document
 * @element: a device in it
 *
 * Returns: (transfer full) (nullable): its key; %NULL when it is no device of its own
 */
char *
vireo_device_make_key_in (xmlNode *domain, xmlNode *element)
{
  g_autoptr (GPtrArray) entries = list_devices (domain);

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (entry->node == element)
        return g_steal_pointer (&entry->key);
    }
  return NULL;
}

/**
 * vireo_device_find:
 * @domain: the root of a document
 * @key: of a device of this document
 *
 * Returns: (transfer none) (nullable): its element
 */
xmlNode *
vireo_device_find (xmlNode *domain, const char *key)
{
  g_autoptr (GPtrArray) entries = list_devices (domain);

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->key, key))
        return entry->node;
    }
  return NULL;
}

static Entry *
find_unmatched (GPtrArray *entries, const Entry *like, gboolean same_content)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);
      g_autofree char *difference = NULL;

      if (entry->matched || !g_str_equal (entry->base, like->base)
          || !xmlStrEqual (entry->node->name, like->node->name))
        continue;
      if (same_content)
        difference = vireo_device_compare (entry->node, like->node);
      if (difference == NULL)
        return entry;
    }
  return NULL;
}

static void
pair_free (gpointer pointer)
{
  VireoDevicePair *pair = pointer;

  g_free (pair->key);
  g_free (pair);
}

static VireoDevicePair *
pair_new (Entry *live, Entry *config)
{
  VireoDevicePair *pair = g_new0 (VireoDevicePair, 1);
  Entry *leading = config != NULL ? config : live;

  pair->kind = vireo_device_kind_of (leading->node);
  pair->key = g_strdup (leading->key);
  pair->position = leading->position;
  pair->live = live != NULL ? live->node : NULL;
  pair->config = config != NULL ? config->node : NULL;
  if (live != NULL)
    live->matched = TRUE;
  if (config != NULL)
    config->matched = TRUE;
  return pair;
}

/* Equal ones first, so that of three alike the one that was taken away is the one that goes. */
static void
add_matching (GPtrArray *pairs, GPtrArray *lives, GPtrArray *configs, gboolean same_content)
{
  for (guint i = 0; i < configs->len; i++)
    {
      Entry *config = g_ptr_array_index (configs, i);
      Entry *live = config->matched ? NULL : find_unmatched (lives, config, same_content);

      if (live != NULL)
        g_ptr_array_add (pairs, pair_new (live, config));
    }
}

static gboolean
has_key (GPtrArray *entries, const char *key)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (((Entry *) g_ptr_array_index (entries, i))->key, key))
      return TRUE;
  return FALSE;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const VireoDevicePair *one = *(VireoDevicePair *const *) a;
  const VireoDevicePair *other = *(VireoDevicePair *const *) b;

  return one->position < other->position ? -1 : one->position > other->position;
}

/**
 * vireo_device_match:
 * @live: (nullable): the root of the document that runs
 * @config: (nullable): the root of the document of the next start
 *
 * Returns: (transfer full): every device of either, in the order of the documents
 */
GPtrArray *
vireo_device_match (xmlNode *live, xmlNode *config)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (pair_free);
  g_autoptr (GPtrArray) lives = list_devices (live);
  g_autoptr (GPtrArray) configs = list_devices (config);

  add_matching (pairs, lives, configs, TRUE);
  add_matching (pairs, lives, configs, FALSE);
  for (guint i = 0; i < configs->len; i++)
    {
      Entry *entry = g_ptr_array_index (configs, i);

      if (!entry->matched)
        g_ptr_array_add (pairs, pair_new (NULL, entry));
    }
  for (guint i = 0; i < lives->len; i++)
    {
      Entry *entry = g_ptr_array_index (lives, i);
      VireoDevicePair *pair;

      if (entry->matched)
        continue;
      pair = pair_new (entry, NULL);
      if (has_key (configs, pair->key))
        {
          char *key = g_strconcat (LIVE_ONLY, pair->key, NULL);

          g_free (pair->key);
          pair->key = key;
        }
      g_ptr_array_add (pairs, pair);
    }
  g_ptr_array_sort (pairs, compare_positions);
  return pairs;
}
