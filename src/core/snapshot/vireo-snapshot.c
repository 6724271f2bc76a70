/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/snapshot/vireo-snapshot.h"

struct _VireoSnapshot
{
  GObject parent_instance;

  char *xml; /* the document: what it is equal by */
  char *name;
  char *title; /* (nullable): a name given to it later, where libvirt's has to stay */
  char *description;
  char *parent;
  gint64 taken;
  VireoSnapshotState state;
  VireoSnapshotKind kind;
  gboolean is_current;
  gboolean has_memory;
  char *memory_file;
  guint64 size;
  GPtrArray *disks; /* of VireoSnapshotDisk */
};

enum
{
  PROP_NAME = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_TAKEN,
  PROP_STATE,
  PROP_KIND,
  PROP_PARENT,
  PROP_IS_CURRENT,
  PROP_HAS_MEMORY,
  PROP_SIZE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSnapshot, vireo_snapshot, G_TYPE_OBJECT)

static void
vireo_snapshot_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSnapshot *self = VIREO_SNAPSHOT (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, vireo_snapshot_get_title (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_TAKEN:
      g_value_set_int64 (value, self->taken);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;
    case PROP_PARENT:
      g_value_set_string (value, self->parent);
      break;
    case PROP_IS_CURRENT:
      g_value_set_boolean (value, self->is_current);
      break;
    case PROP_HAS_MEMORY:
      g_value_set_boolean (value, self->has_memory);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_snapshot_finalize (GObject *object)
{
  VireoSnapshot *self = VIREO_SNAPSHOT (object);

  g_free (self->xml);
  g_free (self->name);
  g_free (self->title);
  g_free (self->description);
  g_free (self->parent);
  g_free (self->memory_file);
  g_ptr_array_unref (self->disks);
  G_OBJECT_CLASS (vireo_snapshot_parent_class)->finalize (object);
}

static void
vireo_snapshot_class_init (VireoSnapshotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_snapshot_get_property;
  object_class->finalize = vireo_snapshot_finalize;

#define STRING(ID, name) props[ID] = g_param_spec_string (name, NULL, NULL, NULL, flags)
#define BOOLEAN(ID, name) props[ID] = g_param_spec_boolean (name, NULL, NULL, FALSE, flags)
#define UINT(ID, name) props[ID] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags)
  STRING (PROP_NAME, "name");
  STRING (PROP_TITLE, "title");
  STRING (PROP_DESCRIPTION, "description");
  props[PROP_TAKEN]
      = g_param_spec_int64 ("taken", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  UINT (PROP_STATE, "state"); /* VireoSnapshotState */
  UINT (PROP_KIND, "kind");   /* VireoSnapshotKind */
  STRING (PROP_PARENT, "parent");
  BOOLEAN (PROP_IS_CURRENT, "is-current");
  BOOLEAN (PROP_HAS_MEMORY, "has-memory");
  props[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
#undef STRING
#undef BOOLEAN
#undef UINT
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
disk_free (gpointer pointer)
{
  VireoSnapshotDisk *disk = pointer;

  g_free (disk->target);
  g_free (disk->file);
  g_free (disk->format);
  g_free (disk->overlay);
  g_free (disk);
}

static void
vireo_snapshot_init (VireoSnapshot *self)
{
  self->disks = g_ptr_array_new_with_free_func (disk_free);
}

/* --- reading --- */

static char *
non_empty (char *text)
{
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static VireoSnapshotState
read_state (xmlNode *root)
{
  g_autofree char *text = vireo_xml_string (root, "state");

  if (g_strcmp0 (text, "disk-snapshot") == 0)
    return VIREO_SNAPSHOT_STATE_DISKS;
  if (g_strcmp0 (text, "paused") == 0)
    return VIREO_SNAPSHOT_STATE_PAUSED;
  if (g_strcmp0 (text, "running") == 0 || g_strcmp0 (text, "blocked") == 0
      || g_strcmp0 (text, "pmsuspended") == 0)
    return VIREO_SNAPSHOT_STATE_RUNNING;
  return VIREO_SNAPSHOT_STATE_OFF;
}

/* What held the disk's content is said by the VM's own document, kept inside. */
static void
read_disk_source (VireoSnapshotDisk *disk, xmlNode *root)
{
  g_autoptr (VireoXmlNodes) disks = vireo_xml_find (root, "domain/devices/disk");

  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (disks, i);
      g_autofree char *target = vireo_xml_string (node, "target/@dev");

      if (g_strcmp0 (target, disk->target) != 0)
        continue;
      disk->file = vireo_xml_string (node, "source/@file | source/@dev");
      disk->format = vireo_xml_string (node, "driver/@type");
      return;
    }
}

static void
read_disks (VireoSnapshot *self, xmlNode *root)
{
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (root, "disks/disk[@name]");

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (nodes, i);
      g_autofree char *how = vireo_xml_string (node, "@snapshot");
      VireoSnapshotDisk *disk;

      if (g_strcmp0 (how, "internal") != 0 && g_strcmp0 (how, "external") != 0)
        continue;
      disk = g_new0 (VireoSnapshotDisk, 1);
      disk->target = vireo_xml_string (node, "@name");
      disk->kind = g_strcmp0 (how, "external") == 0 ? VIREO_SNAPSHOT_EXTERNAL
                                                    : VIREO_SNAPSHOT_INTERNAL;
      disk->overlay = vireo_xml_string (node, "source/@file");
      read_disk_source (disk, root);
      g_ptr_array_add (self->disks, disk);
      if (disk->kind == VIREO_SNAPSHOT_EXTERNAL)
        self->kind = VIREO_SNAPSHOT_EXTERNAL;
    }
}

/* A VM's document is handed on from one snapshot to the next, so what it says of a snapshot counts
 * for the one it names alone. */
static char *
read_title (VireoSnapshot *self, xmlNode *root)
{
  xmlNode *node = vireo_xml_first (root, "domain/metadata/vireo:snapshot");
  g_autofree char *of = node != NULL ? vireo_xml_string (node, "@name") : NULL;

  return g_strcmp0 (of, self->name) == 0 ? non_empty (vireo_xml_string (node, "@title")) : NULL;
}

static void
read_memory (VireoSnapshot *self, xmlNode *root)
{
  g_autofree char *how = vireo_xml_string (root, "memory/@snapshot");

  self->memory_file = non_empty (vireo_xml_string (root, "memory/@file"));
  if (g_strcmp0 (how, "external") == 0)
    self->kind = VIREO_SNAPSHOT_EXTERNAL;
  self->has_memory = self->state == VIREO_SNAPSHOT_STATE_RUNNING
                     || self->state == VIREO_SNAPSHOT_STATE_PAUSED;
  if (g_strcmp0 (how, "no") == 0 && self->kind == VIREO_SNAPSHOT_EXTERNAL)
    self->has_memory = FALSE;
}

/**
 * vireo_snapshot_new:
 * @xml: a domainsnapshot document
 * @is_current: whether the VM's present state came after this one, which the document does not say
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): what it says
 */
VireoSnapshot *
vireo_snapshot_new (const char *xml, gboolean is_current, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoSnapshot) self = NULL;
  g_autofree char *taken = NULL;
  xmlNode *root;

  if (doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (doc);
  self = g_object_new (VIREO_TYPE_SNAPSHOT, NULL);
  self->xml = g_strdup (xml);
  self->is_current = is_current;
  self->name = non_empty (vireo_xml_string (root, "name"));
  if (self->name == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("This is not the document of a snapshot."));
      return NULL;
    }
  self->description = non_empty (vireo_xml_string (root, "description"));
  self->parent = non_empty (vireo_xml_string (root, "parent/name"));
  taken = vireo_xml_string (root, "creationTime");
  self->taken = taken != NULL ? g_ascii_strtoll (taken, NULL, 10) : 0;
  self->state = read_state (root);
  self->title = read_title (self, root);
  read_disks (self, root);
  read_memory (self, root);
  return g_steal_pointer (&self);
}

/* --- what is known --- */

gboolean
vireo_snapshot_equal (VireoSnapshot *self, VireoSnapshot *other)
{
  return self->is_current == other->is_current && self->size == other->size
         && g_str_equal (self->xml, other->xml);
}

const char *
vireo_snapshot_get_name (VireoSnapshot *self)
{
  return self->name;
}

/**
 * vireo_snapshot_get_title:
 *
 * Returns: the name to show: libvirt's, or the one it was given later
 */
const char *
vireo_snapshot_get_title (VireoSnapshot *self)
{
  return self->title != NULL ? self->title : self->name;
}

const char *
vireo_snapshot_get_description (VireoSnapshot *self)
{
  return self->description;
}

gint64
vireo_snapshot_get_taken (VireoSnapshot *self)
{
  return self->taken;
}

VireoSnapshotState
vireo_snapshot_get_state (VireoSnapshot *self)
{
  return self->state;
}

VireoSnapshotKind
vireo_snapshot_get_kind (VireoSnapshot *self)
{
  return self->kind;
}

const char *
vireo_snapshot_get_parent (VireoSnapshot *self)
{
  return self->parent;
}

gboolean
vireo_snapshot_is_current (VireoSnapshot *self)
{
  return self->is_current;
}

gboolean
vireo_snapshot_has_memory (VireoSnapshot *self)
{
  return self->has_memory;
}

const char *
vireo_snapshot_get_memory_file (VireoSnapshot *self)
{
  return self->memory_file;
}

guint64
vireo_snapshot_get_size (VireoSnapshot *self)
{
  return self->size;
}

void
vireo_snapshot_set_size (VireoSnapshot *self, guint64 size)
{
  self->size = size;
}

GPtrArray *
vireo_snapshot_get_disks (VireoSnapshot *self)
{
  return self->disks;
}

/**
 * vireo_snapshot_get_file_of:
 * @target: of a disk
 *
 * Returns: (nullable): the file that holds that disk's content as it was then
 */
const char *
vireo_snapshot_get_file_of (VireoSnapshot *self, const char *target)
{
  for (guint i = 0; i < self->disks->len; i++)
    {
      VireoSnapshotDisk *disk = g_ptr_array_index (self->disks, i);

      if (g_str_equal (disk->target, target))
        return disk->file;
    }
  return NULL;
}
