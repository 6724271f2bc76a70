/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/model/vireo-volume.h"

struct _VireoVolume
{
  GObject parent_instance;

  VireoVolumeFacts *facts; /* (owned) */
};

G_DEFINE_FINAL_TYPE (VireoVolume, vireo_volume, G_TYPE_OBJECT)

void
vireo_volume_facts_free (VireoVolumeFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->name);
  g_free (facts->path);
  g_free (facts->format);
  g_free (facts->user);
  g_free (facts);
}

static void
vireo_volume_finalize (GObject *object)
{
  vireo_volume_facts_free (VIREO_VOLUME (object)->facts);
  G_OBJECT_CLASS (vireo_volume_parent_class)->finalize (object);
}

static void
vireo_volume_class_init (VireoVolumeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_volume_finalize;
}

static void
vireo_volume_init (VireoVolume *self)
{
}

/**
 * vireo_volume_new:
 * @facts: (transfer full): what is known
 */
VireoVolume *
vireo_volume_new (VireoVolumeFacts *facts)
{
  VireoVolume *self = g_object_new (VIREO_TYPE_VOLUME, NULL);

  self->facts = facts;
  return self;
}

const VireoVolumeFacts *
vireo_volume_get_facts (VireoVolume *self)
{
  return self->facts;
}
