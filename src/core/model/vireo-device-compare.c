/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a device is the same now and at the next start, and in which words it is not.
 *
 * Both elements are laid flat, "driver@cache" -> "none", and compared name by name.  What libvirt
 * writes into the running document alone does not count. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/model/vireo-device-private.h"

/* Deeper than any device goes; what is below counts as one piece. */
#define MAX_DEPTH 12

typedef struct
{
  GPtrArray *names;   /* (element-type utf8): borrowed from values, in the order of the document */
  GHashTable *values; /* name -> value */
} Flat;

/* Filled in by libvirt while a device runs: name, or the beginning of deeper names.  Where a
 * guest's slot is, is no setting: what is plugged in while it runs may get another at the next
 * start. */
static const char *const never_counts[] = {
  "alias", "address", "backingStore", "mirror", "privateData", "source@index",
  "source/privateData", "source/reservations", "target@tray", "target@state", "@tty", "acpi",
};

/* The same, where the next start's document says nothing of it. */
static const struct
{
  const char *element; /* NULL: any */
  const char *name;
} counts_where_said[] = {
  { NULL, "seclabel" },
  { NULL, "source/seclabel" },
  { NULL, "source@path" },
  { NULL, "source@tty" },
  { NULL, "source@mode" },
  { NULL, "source@tls" },
  { NULL, "backend/source@path" },
  { "interface", "source@portid" },
  { "interface", "source@bridge" },
  { "interface", "source@dev" },
  { "interface", "source/address" },
  { "interface", "target@dev" },
  { "interface", "bandwidth" },
  { "interface", "vlan" },
  { "interface", "virtualport" },
  { "interface", "mtu" },
  { "interface", "port" },
  { "interface", "driver@name" },
  { "graphics", "@port" },
  { "graphics", "@tlsPort" },
  { "graphics", "@listen" },
  { "graphics", "@address" },
  { "graphics", "@socket" },
  { "graphics", "listen" },
  { "graphics", "gl@rendernode" },
  { "hostdev", "source/address" },
  { "vsock", "cid@address" },
  { "filesystem", "source@socket" },
  { "memballoon", "stats" }, /* asked for while somebody looks at the guest's memory */
};

/* What a name is called in front of people.  Two names of one label are one setting. */
static const struct
{
  const char *element; /* NULL: any */
  const char *name;
  const char *label;
} labels[] = {
  { "disk", "source@file", N_ ("Source") },
  { "disk", "source@dev", N_ ("Source") },
  { "disk", "source@volume", N_ ("Source") },
  { "disk", "source@pool", N_ ("Storage pool") },
  { "disk", "source@name", N_ ("Source") },
  { "disk", "@device", N_ ("Device") },
  { "disk", "driver@type", N_ ("Format") },
  { "disk", "driver@cache", N_ ("Cache mode") },
  { "disk", "driver@discard", N_ ("Discard mode") },
  { "disk", "driver@io", N_ ("I/O mode") },
  { "disk", "target@bus", N_ ("Bus") },
  { "disk", "readonly", N_ ("Read-only") },
  { "disk", "shareable", N_ ("Shareable") },
  { "disk", "serial", N_ ("Serial number") },
  { "interface", "source@network", N_ ("Source") },
  { "interface", "source@bridge", N_ ("Source") },
  { "interface", "source@dev", N_ ("Source") },
  { "interface", "source@path", N_ ("Source") },
  { "interface", "source@mode", N_ ("Source mode") },
  { "interface", "model@type", N_ ("Model") },
  { "interface", "link@state", N_ ("Link") },
  { "interface", "mtu@size", N_ ("MTU") },
  { "interface", "driver@queues", N_ ("Queues") },
  { "interface", "driver@name", N_ ("Driver") },
  { "interface", "bandwidth/inbound@average", N_ ("Inbound limit (KiB/s)") },
  { "interface", "bandwidth/outbound@average", N_ ("Outbound limit (KiB/s)") },
  { "video", "model@type", N_ ("Model") },
  { "tpm", "@model", N_ ("Model") },
  { "filesystem", "source@dir", N_ ("Source") },
  { NULL, "@model", N_ ("Model") },
  { NULL, "@type", N_ ("Type") },
  { NULL, "boot@order", N_ ("Boot order") },
};

static void
flat_clear (Flat *flat)
{
  g_ptr_array_unref (flat->names);
  g_hash_table_unref (flat->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Flat, flat_clear)

/* Takes @name. */
static void
put (Flat *flat, char *name, const char *value)
{
  if (g_hash_table_contains (flat->values, name))
    {
      g_free (name);
      return;
    }
  g_hash_table_insert (flat->values, name, g_strdup (value));
  g_ptr_array_add (flat->names, name);
}

static void
flatten_attributes (Flat *flat, xmlNode *node, const char *path)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      xmlChar *value = xmlNodeListGetString (node->doc, attribute->children, 1);

      put (flat, g_strconcat (path, "@", (const char *) attribute->name, NULL),
           value != NULL ? (const char *) value : "");
      xmlFree (value);
    }
}

/* The name of the n-th such child: "name", "name[2]", ... */
static char *
make_child_path (GHashTable *counts, const char *path, const xmlNode *child)
{
  const char *name = (const char *) child->name;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) + 1;
  const char *slash = *path != '\0' ? "/" : "";

  g_hash_table_replace (counts, (gpointer) name, GUINT_TO_POINTER (n));
  if (n == 1)
    return g_strconcat (path, slash, name, NULL);
  return g_strdup_printf ("%s%s%s[%u]", path, slash, name, n);
}

static void
flatten (Flat *flat, xmlNode *node, const char *path, guint depth)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_children = FALSE;

  flatten_attributes (flat, node, path);
  for (xmlNode *child = node->children; child != NULL && depth < MAX_DEPTH; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      {
        g_autofree char *child_path = make_child_path (counts, path, child);

        has_children = TRUE;
        flatten (flat, child, child_path, depth + 1);
      }
  if (!has_children && *path != '\0')
    {
      xmlChar *content = xmlNodeGetContent (node);

      g_strstrip ((char *) content);
      /* An element that says something by being there. */
      if (*content != '\0' || node->properties == NULL)
        put (flat, g_strdup (path), (const char *) content);
      xmlFree (content);
    }
}

static void
flat_init (Flat *flat, xmlNode *element)
{
  flat->names = g_ptr_array_new ();
  flat->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  flatten (flat, element, "", 0);
}

/* Whether @name is @beginning or something below it. */
static gboolean
is_under (const char *name, const char *beginning)
{
  gsize length = strlen (beginning);

  return strncmp (name, beginning, length) == 0
         && (name[length] == '\0' || strchr ("@/[", name[length]) != NULL);
}

static gboolean
counts (const char *element, const char *name, const Flat *config)
{
  const char *autoport;

  for (gsize i = 0; i < G_N_ELEMENTS (never_counts); i++)
    if (is_under (name, never_counts[i]))
      return FALSE;
  /* The source says where it is, and so what type it is of. */
  if (g_str_equal (element, "disk") && g_str_equal (name, "@type"))
    return FALSE;
  /* -1 stands for any, and is written so. */
  autoport = g_hash_table_lookup (config->values, "@autoport");
  if (g_str_equal (element, "graphics") && g_strcmp0 (autoport, "yes") == 0
      && (g_str_equal (name, "@port") || g_str_equal (name, "@tlsPort")))
    return FALSE;
  if (g_hash_table_contains (config->values, name))
    return TRUE;
  /* What several guests write to is not kept back in the host's memory. */
  if (g_str_equal (element, "disk") && g_str_equal (name, "driver@cache")
      && g_hash_table_contains (config->values, "shareable"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (counts_where_said); i++)
    if ((counts_where_said[i].element == NULL
         || g_str_equal (counts_where_said[i].element, element))
        && is_under (name, counts_where_said[i].name))
      return FALSE;
  return TRUE;
}

/* A NIC in a virtual network is shown, while it runs, as what the network made of it. */
static void
forget_actual_network (Flat *live, const Flat *config)
{
  const char *type = g_hash_table_lookup (config->values, "@type");

  if (g_strcmp0 (type, "network") == 0 && g_hash_table_contains (live->values, "source@network"))
    g_hash_table_insert (live->values, g_strdup ("@type"), g_strdup (type));
}

static void
forget (Flat *flat, const char *name)
{
  guint i;

  if (g_ptr_array_find_with_equal_func (flat->names, name, g_str_equal, &i))
    g_ptr_array_remove_index (flat->names, i);
  g_hash_table_remove (flat->values, name);
}

/* libvirt writes a format for a drive without a medium only into what is kept. */
static void
forget_format_of_nothing (Flat *one, Flat *other)
{
  for (guint i = 0; i < one->names->len; i++)
    if (is_under (one->names->pdata[i], "source"))
      return;
  forget (one, "driver@type");
  forget (other, "driver@type");
}

typedef struct
{
  char *label; /* (owned) */
  char *now;   /* (owned) (nullable) */
  char *then;  /* (owned) (nullable) */
  const char *absent; /* (nullable): translated: what it means not to be there */
} Difference;

static void
difference_free (gpointer pointer)
{
  Difference *difference = pointer;

  g_free (difference->label);
  g_free (difference->now);
  g_free (difference->then);
  g_free (difference);
}

static const char *
find_label (const char *element, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if ((labels[i].element == NULL || g_str_equal (labels[i].element, element))
        && g_str_equal (labels[i].name, name))
      return _ (labels[i].label);
  return NULL;
}

/* What not to be there means, where that is not the hypervisor's choice. */
static const char *
get_absent (const char *element, const char *name)
{
  if (g_str_equal (name, "boot@order"))
    /* Translators: a device that is not booted from */
    return C_ ("boot order", "none");
  if (g_str_equal (element, "disk") && is_under (name, "source"))
    /* Translators: a drive without a medium */
    return C_ ("setting", "empty");
  return NULL;
}

static void
add_difference (GPtrArray *differences,
                const char *element,
                const char *name,
                const char *now,
                const char *then)
{
  const char *label = find_label (element, name);
  Difference *difference;

  for (guint i = 0; label != NULL && i < differences->len; i++)
    {
      difference = g_ptr_array_index (differences, i);
      if (!g_str_equal (difference->label, label))
        continue;
      if (difference->now == NULL)
        difference->now = g_strdup (now);
      if (difference->then == NULL)
        difference->then = g_strdup (then);
      return;
    }
  difference = g_new0 (Difference, 1);
  difference->label = g_strdup (label != NULL ? label : name);
  difference->absent = get_absent (element, name);
  difference->now = g_strdup (now);
  difference->then = g_strdup (then);
  g_ptr_array_add (differences, difference);
}

/* What not to say means, where that is something else than the hypervisor's choice. */
static const char *
get_value (const Flat *flat, const char *element, const char *name)
{
  const char *value = g_hash_table_lookup (flat->values, name);

  if (value == NULL && g_str_equal (element, "interface") && g_str_equal (name, "link@state"))
    return "up";
  return value;
}

/* How many heads and how much memory a card has goes by its model. */
static gboolean
is_of_other_model (const char *element, const char *name, const Flat *live, const Flat *config)
{
  return g_str_equal (element, "video") && is_under (name, "model")
         && !g_str_equal (name, "model@type")
         && g_strcmp0 (g_hash_table_lookup (live->values, "model@type"),
                       g_hash_table_lookup (config->values, "model@type"))
                != 0;
}

static void
compare_names (GPtrArray *differences, const char *element, const Flat *live, const Flat *config)
{
  const Flat *sides[] = { live, config };

  for (gsize side = 0; side < G_N_ELEMENTS (sides); side++)
    for (guint i = 0; i < sides[side]->names->len; i++)
      {
        const char *name = g_ptr_array_index (sides[side]->names, i);
        const char *now = get_value (live, element, name);
        const char *then = get_value (config, element, name);

        if (side == 1 && g_hash_table_contains (live->values, name))
          continue; /* was seen from the other side */
        if (is_of_other_model (element, name, live, config))
          continue;
        if (g_strcmp0 (now, then) != 0 && counts (element, name, config))
          add_difference (differences, element, name, now, then);
      }
}

static const char *
value_to_text (const char *value, const char *other)
{
  /* An element that is there or not. */
  if (value != NULL && *value == '\0')
    return C_ ("setting", "yes");
  if (value == NULL && other != NULL && *other == '\0')
    return C_ ("setting", "no");
  /* Translators: a setting that is left to the hypervisor */
  return value != NULL ? value : C_ ("setting", "default");
}

static char *
differences_to_text (GPtrArray *differences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < differences->len; i++)
    {
      const Difference *difference = g_ptr_array_index (differences, i);
      const char *now = value_to_text (difference->now, difference->then);
      const char *then = value_to_text (difference->then, difference->now);

      if (difference->absent != NULL)
        {
          now = difference->now != NULL ? now : difference->absent;
          then = difference->then != NULL ? then : difference->absent;
        }
      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: a setting, what it is now and what it is from the next start on */
      g_string_append_printf (text, _ ("%s: %s → %s"), difference->label, now, then);
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_device_compare:
 * @live: a device's element as it runs
 * @config: the same device's element at the next start
 *
 * Returns: (transfer full) (nullable): what differs, in the user's language, a line each; %NULL
 *   when nothing does
 */
char *
vireo_device_compare (xmlNode *live, xmlNode *config)
{
  const char *element = (const char *) config->name;
  g_autoptr (GPtrArray) differences = g_ptr_array_new_with_free_func (difference_free);
  g_auto (Flat) now = { NULL, NULL };
  g_auto (Flat) then = { NULL, NULL };

  flat_init (&now, live);
  flat_init (&then, config);
  if (g_str_equal (element, "interface"))
    forget_actual_network (&now, &then);
  else if (g_str_equal (element, "disk"))
    {
      forget_format_of_nothing (&now, &then);
      forget_format_of_nothing (&then, &now);
    }
  compare_names (differences, element, &now, &then);
  return differences->len > 0 ? differences_to_text (differences) : NULL;
}
