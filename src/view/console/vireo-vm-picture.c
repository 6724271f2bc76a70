/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "view/console/vireo-vm-picture.h"

#define PAUSE 4          /* s between two pictures of one screen */
#define FIRST 500        /* ms until the first: the screen is still being drawn */
#define MAX_WIDTH 128    /* px */
#define MAX_HEIGHT 80    /* px */
#define SAMPLES 4        /* looked at across and down for each pixel */

struct _VireoVmPicture
{
  GObject parent_instance;

  GdkTexture *texture;  /* (owned) (nullable) */
  VireoVncFrame *frame; /* (owned) (nullable): to be looked at when the timer ends */
  guint timer;
};

enum
{
  PROP_TEXTURE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoVmPicture, vireo_vm_picture, G_TYPE_OBJECT)

typedef struct
{
  VireoVncFrame *frame; /* (owned) */
  int width, height;    /* px */
} Shrinking;

static void
shrinking_free (gpointer data)
{
  Shrinking *shrinking = data;

  vireo_vnc_frame_unref (shrinking->frame);
  g_free (shrinking);
}

static guint32
mix (const Shrinking *to, int x, int y)
{
  const guint8 *pixels = vireo_vnc_frame_get_pixels (to->frame);
  gsize stride = vireo_vnc_frame_get_stride (to->frame);
  gsize width = vireo_vnc_frame_get_width (to->frame);
  gsize height = vireo_vnc_frame_get_height (to->frame);
  guint sum[3] = { 0 };

  for (int down = 0; down < SAMPLES; down++)
    for (int across = 0; across < SAMPLES; across++)
      {
        gsize at_x = ((gsize) x * SAMPLES + across) * width / (to->width * SAMPLES);
        gsize at_y = ((gsize) y * SAMPLES + down) * height / (to->height * SAMPLES);
        guint32 pixel = *(const guint32 *) (gconstpointer) (pixels + at_y * stride + at_x * 4);

        for (int i = 0; i < 3; i++)
          sum[i] += pixel >> (8 * i) & 0xff;
      }
  return 0xff000000 | (sum[2] / (SAMPLES * SAMPLES)) << 16 | (sum[1] / (SAMPLES * SAMPLES)) << 8 |
         sum[0] / (SAMPLES * SAMPLES);
}

/* The pixels may change meanwhile; so small, nobody sees it. */
static void
shrink_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Shrinking *to = data;
  gsize size = (gsize) to->width * to->height;
  guint32 *pixels = g_new (guint32, size);

  for (int y = 0; y < to->height; y++)
    for (int x = 0; x < to->width; x++)
      pixels[y * to->width + x] = mix (to, x, y);
  g_task_return_pointer (task, g_bytes_new_take (pixels, size * 4),
                         (GDestroyNotify) g_bytes_unref);
}

static void
shrunk (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoVmPicture *self = VIREO_VM_PICTURE (source);
  const Shrinking *to = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  if (bytes == NULL)
    return;
  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (to->width, to->height, GDK_MEMORY_DEFAULT, bytes,
                                          (gsize) to->width * 4);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXTURE]);
}

static gboolean
shrink (gpointer data)
{
  VireoVmPicture *self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, shrunk, NULL);
  Shrinking *to = g_new0 (Shrinking, 1);
  double width = vireo_vnc_frame_get_width (self->frame);
  double height = vireo_vnc_frame_get_height (self->frame);
  double factor = MIN (MIN (MAX_WIDTH / width, MAX_HEIGHT / height), 1);

  self->timer = 0;
  to->frame = g_steal_pointer (&self->frame);
  to->width = MAX (1, (int) (width * factor));
  to->height = MAX (1, (int) (height * factor));
  g_task_set_source_tag (task, shrink);
  g_task_set_task_data (task, to, shrinking_free);
  vireo_worker_push (task, shrink_on_worker);
  return G_SOURCE_REMOVE;
}

/**
 * vireo_vm_picture_frame_damaged:
 * @frame: what a console of the VM shows
 *
 * Takes a picture of it in a while.  May be called for each damage: a screen that changes all the
 * time is looked at every few seconds, one at rest is not.
 */
void
vireo_vm_picture_frame_damaged (VireoVmPicture *self, VireoVncFrame *frame)
{
  VIREO_ASSERT_MAIN ();
  if (self->frame != frame)
    {
      g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
      self->frame = vireo_vnc_frame_ref (frame);
    }
  if (self->timer == 0)
    self->timer = self->texture == NULL ? g_timeout_add (FIRST, shrink, self)
                                        : g_timeout_add_seconds (PAUSE, shrink, self);
}

/**
 * vireo_vm_picture_get_texture:
 *
 * Returns: (transfer none) (nullable): the picture, also of a VM that is off by now
 */
GdkTexture *
vireo_vm_picture_get_texture (VireoVmPicture *self)
{
  return self->texture;
}

/**
 * vireo_vm_picture_of:
 *
 * Returns: (transfer none): the one of @vm, shared by all who look
 */
VireoVmPicture *
vireo_vm_picture_of (VireoVm *vm)
{
  static GQuark quark;
  VireoVmPicture *self;

  VIREO_ASSERT_MAIN ();
  if (quark == 0)
    quark = g_quark_from_static_string ("vireo-vm-picture");
  self = g_object_get_qdata (G_OBJECT (vm), quark);
  if (self == NULL)
    {
      self = g_object_new (VIREO_TYPE_VM_PICTURE, NULL);
      g_object_set_qdata_full (G_OBJECT (vm), quark, self, g_object_unref);
    }
  return self;
}

static void
vireo_vm_picture_dispose (GObject *object)
{
  VireoVmPicture *self = VIREO_VM_PICTURE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (vireo_vm_picture_parent_class)->dispose (object);
}

static void
vireo_vm_picture_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXTURE:
      g_value_set_object (value, VIREO_VM_PICTURE (object)->texture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_picture_class_init (VireoVmPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vireo_vm_picture_dispose;
  object_class->get_property = vireo_vm_picture_get_property;

  props[PROP_TEXTURE] = g_param_spec_object ("texture", NULL, NULL, GDK_TYPE_TEXTURE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_vm_picture_init (VireoVmPicture *self)
{
}
