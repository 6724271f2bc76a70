/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-delete-private.h"

struct _VireoDeleteItem
{
  GObject parent_instance;

  char *path;
  char *target;
  guint64 size; /* bytes */
  VireoDiskFate fate;
  char *used_by; /* (nullable) */
  gboolean created_by_vireo;
  gboolean selected;
};

enum
{
  PROP_PATH = 1,
  PROP_TARGET,
  PROP_SIZE,
  PROP_FATE,
  PROP_USED_BY,
  PROP_CREATED_BY_VIREO,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDeleteItem, vireo_delete_item, G_TYPE_OBJECT)

static void
vireo_delete_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDeleteItem *self = VIREO_DELETE_ITEM (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_TARGET:
      g_value_set_string (value, self->target);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_FATE:
      g_value_set_uint (value, self->fate);
      break;
    case PROP_USED_BY:
      g_value_set_string (value, self->used_by);
      break;
    case PROP_CREATED_BY_VIREO:
      g_value_set_boolean (value, self->created_by_vireo);
      break;
    case PROP_SELECTED:
      g_value_set_boolean (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_delete_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoDeleteItem *self = VIREO_DELETE_ITEM (object);
  gboolean selected;

  switch (id)
    {
    case PROP_SELECTED:
      /* What is not ours to delete cannot be ticked, whoever asks. */
      selected = g_value_get_boolean (value) && self->fate == VIREO_DISK_FATE_OFFER;
      if (selected != self->selected)
        {
          self->selected = selected;
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_delete_item_finalize (GObject *object)
{
  VireoDeleteItem *self = VIREO_DELETE_ITEM (object);

  g_free (self->path);
  g_free (self->target);
  g_free (self->used_by);
  G_OBJECT_CLASS (vireo_delete_item_parent_class)->finalize (object);
}

static void
vireo_delete_item_class_init (VireoDeleteItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_delete_item_get_property;
  object_class->set_property = vireo_delete_item_set_property;
  object_class->finalize = vireo_delete_item_finalize;

  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_TARGET] = g_param_spec_string ("target", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_FATE] = g_param_spec_uint ("fate", NULL, NULL, 0, VIREO_DISK_FATE_MISSING, 0, flags);
  props[PROP_USED_BY] = g_param_spec_string ("used-by", NULL, NULL, NULL, flags);
  props[PROP_CREATED_BY_VIREO]
      = g_param_spec_boolean ("created-by-vireo", NULL, NULL, FALSE, flags);
  props[PROP_SELECTED] = g_param_spec_boolean ("selected", NULL, NULL, FALSE,
                                               flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_delete_item_init (VireoDeleteItem *self)
{
}

/**
 * vireo_delete_item_new:
 * @facts: (transfer full): what was found out on the worker
 *
 * Returns: (transfer full): a row of the question
 */
VireoDeleteItem *
vireo_delete_item_new (VireoDeleteFacts *facts)
{
  VireoDeleteItem *self = g_object_new (VIREO_TYPE_DELETE_ITEM, NULL);

  VIREO_ASSERT_MAIN ();
  self->path = g_steal_pointer (&facts->path);
  self->target = g_steal_pointer (&facts->target);
  self->used_by = g_steal_pointer (&facts->used_by);
  self->size = facts->size;
  self->fate = facts->fate;
  self->created_by_vireo = facts->created_by_vireo;
  /* A base image that we did not make may be meant for more than this VM. */
  self->selected
      = facts->fate == VIREO_DISK_FATE_OFFER && (facts->created_by_vireo || !facts->is_backing);
  vireo_delete_facts_free (facts);
  return self;
}

const char *
vireo_delete_item_get_path (VireoDeleteItem *self)
{
  return self->path;
}

gboolean
vireo_delete_item_get_selected (VireoDeleteItem *self)
{
  return self->selected;
}
