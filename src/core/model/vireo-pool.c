/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-pool.h"

struct _VireoPool
{
  GObject parent_instance;

  VireoPoolFacts *facts; /* (owned) */
};

enum
{
  PROP_NAME = 1,
  PROP_TYPE,
  PROP_PATH,
  PROP_ACTIVE,
  PROP_AUTOSTART,
  PROP_CAPACITY,
  PROP_AVAILABLE,
  N_PROPS
};

enum
{
  REFRESHED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoPool, vireo_pool, G_TYPE_OBJECT)

/**
 * vireo_pool_facts_read:
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was undefined meanwhile
 *
 * Worker.  Never refreshes the pool: a folder with thousands of files would take long.
 *
 * Returns: (transfer full) (nullable): the facts
 */
VireoPoolFacts *
vireo_pool_facts_read (virStoragePoolPtr handle, GError **error)
{
  g_autoptr (VireoPoolFacts) facts = g_new0 (VireoPoolFacts, 1);
  g_autoptr (VireoXmlDoc) doc = NULL;
  virStoragePoolInfo info;
  int autostart = 0;
  char *xml;

  VIREO_ASSERT_WORKER ();
  virStoragePoolGetUUIDString (handle, facts->uuid);
  facts->name = g_strdup (virStoragePoolGetName (handle));
  if (virStoragePoolGetInfo (handle, &info) < 0 ||
      (xml = virStoragePoolGetXMLDesc (handle, 0)) == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  doc = vireo_xml_parse (xml, error);
  free (xml);
  if (doc == NULL)
    return NULL;
  facts->type = vireo_xml_string (xmlDocGetRootElement (doc), "@type");
  facts->path = vireo_xml_string (xmlDocGetRootElement (doc), "target/path");
  facts->active = info.state != VIR_STORAGE_POOL_INACTIVE;
  facts->capacity = info.capacity;
  facts->available = info.available;
  facts->autostart = virStoragePoolGetAutostart (handle, &autostart) == 0 && autostart != 0;
  return g_steal_pointer (&facts);
}

void
vireo_pool_facts_free (VireoPoolFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->name);
  g_free (facts->type);
  g_free (facts->path);
  g_free (facts);
}

static void
vireo_pool_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const VireoPoolFacts *facts = VIREO_POOL (object)->facts;

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, facts->name);
      break;
    case PROP_TYPE:
      g_value_set_string (value, facts->type);
      break;
    case PROP_PATH:
      g_value_set_string (value, facts->path);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, facts->active);
      break;
    case PROP_AUTOSTART:
      g_value_set_boolean (value, facts->autostart);
      break;
    case PROP_CAPACITY:
      g_value_set_uint64 (value, facts->capacity);
      break;
    case PROP_AVAILABLE:
      g_value_set_uint64 (value, facts->available);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_pool_finalize (GObject *object)
{
  vireo_pool_facts_free (VIREO_POOL (object)->facts);
  G_OBJECT_CLASS (vireo_pool_parent_class)->finalize (object);
}

static void
vireo_pool_class_init (VireoPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_pool_get_property;
  object_class->finalize = vireo_pool_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_TYPE] = g_param_spec_string ("type", NULL, NULL, NULL, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  props[PROP_AUTOSTART] = g_param_spec_boolean ("autostart", NULL, NULL, FALSE, flags);
  props[PROP_CAPACITY]
      = g_param_spec_uint64 ("capacity", NULL, NULL, 0, G_MAXUINT64, 0, flags); /* bytes */
  props[PROP_AVAILABLE]
      = g_param_spec_uint64 ("available", NULL, NULL, 0, G_MAXUINT64, 0, flags); /* bytes */
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* It was read again, whether or not it differs: its volumes may. */
  signals[REFRESHED] = g_signal_new ("refreshed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_pool_init (VireoPool *self)
{
}

/**
 * vireo_pool_new:
 * @facts: (transfer full): what is known
 */
VireoPool *
vireo_pool_new (VireoPoolFacts *facts)
{
  VireoPool *self = g_object_new (VIREO_TYPE_POOL, NULL);

  VIREO_ASSERT_MAIN ();
  self->facts = facts;
  return self;
}

/**
 * vireo_pool_apply:
 * @facts: (transfer full): what is now known; only differences are notified
 */
void
vireo_pool_apply (VireoPool *self, VireoPoolFacts *facts)
{
  g_autoptr (VireoPoolFacts) old = self->facts;

  VIREO_ASSERT_MAIN ();
  self->facts = facts;
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->name, facts->name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  if (g_strcmp0 (old->type, facts->type) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TYPE]);
  if (g_strcmp0 (old->path, facts->path) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PATH]);
  if (old->active != facts->active)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
  if (old->autostart != facts->autostart)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOSTART]);
  if (old->capacity != facts->capacity)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAPACITY]);
  if (old->available != facts->available)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVAILABLE]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[REFRESHED], 0);
}

const VireoPoolFacts *
vireo_pool_get_facts (VireoPool *self)
{
  return self->facts;
}
