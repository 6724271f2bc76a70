/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices of the wizard while they are being made. */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-values.h"
#include "core/install/vireo-install-draft-private.h"

enum
{
  PROP_HOST = 1,
  PROP_CATALOG,
  PROP_SOURCE,
  PROP_MEDIA_PATH,
  PROP_DISK_PATH,
  PROP_OS,
  PROP_N_VCPUS,
  PROP_MEMORY_TEXT,
  PROP_DISK,
  PROP_DISK_SIZE_TEXT,
  PROP_DISK_FORMAT,
  PROP_POOL,
  PROP_NIC,
  PROP_NIC_SOURCE,
  PROP_UEFI,
  PROP_KVM,
  PROP_FOREIGN_ALLOWED,
  PROP_DISK_COPIED,
  PROP_BASE_ALLOWED,
  PROP_START,
  PROP_AUTOSTART,
  PROP_NAME,
  PROP_XML,
  PROP_MEDIA,
  PROP_MEDIA_BUSY,
  PROP_MEMORY,
  PROP_DISK_SIZE,
  PROP_ARCH,
  PROP_IS_FOREIGN,
  PROP_DISK_IS_GIVEN,
  PROP_DISK_IS_IMPORTED,
  PROP_CAN_COPY,
  PROP_HAS_BASE,
  PROP_MEDIA_READY,
  PROP_SYSTEM_READY,
  PROP_RESOURCES_READY,
  PROP_UNATTENDED_READY,
  PROP_READY,
  PROP_UNATTENDED,
  PROP_FIRST_ADVICE,
  N_PROPS = PROP_FIRST_ADVICE + VIREO_N_ADVICES
};

static const char *const advice_names[VIREO_N_ADVICES] = {
  "media-problem",   "media-note",      "image-title",   "image-text",
  "os-reason",       "cpus-note",       "cpus-problem",  "memory-note",
  "memory-problem",  "disk-note",       "disk-problem",  "network-note",
  "network-problem", "firmware-note",   "virtualisation-note",
  "name-problem",    "name-suggestion", "xml-problem",
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoInstallDraft, vireo_install_draft, G_TYPE_OBJECT)

static void
notify (VireoInstallDraft *self, guint id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

/* What a property shows, to tell whether it changed. */
static char *
snapshot_of (VireoInstallDraft *self, guint id)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;

  g_value_init (&value, props[id]->value_type);
  g_object_get_property (G_OBJECT (self), props[id]->name, &value);
  if (G_VALUE_HOLDS_STRING (&value))
    return g_value_dup_string (&value);
  g_value_init (&text, G_TYPE_STRING);
  if (G_VALUE_HOLDS_OBJECT (&value) || !g_value_transform (&value, &text))
    return g_strdup_printf ("%p", g_value_peek_pointer (&value));
  return g_value_dup_string (&text);
}

/* After any change: what follows from it, told once each.  Everything that may follow is small
 * text, so comparing all of it is cheaper than keeping a list of what depends on what. */
void
_vireo_install_draft_update (VireoInstallDraft *self)
{
  char **advice;

  _vireo_install_draft_recommend (self);
  _vireo_install_draft_update_unattended (self);
  advice = _vireo_install_draft_advise (self);
  for (guint i = 0; i < VIREO_N_ADVICES; i++)
    {
      g_free (self->advice[i]);
      self->advice[i] = advice[i];
    }
  g_free (advice);
  _vireo_install_draft_update_ready (self);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint id = 1; id < N_PROPS; id++)
    {
      char *now = snapshot_of (self, id);

      if (g_strcmp0 (self->told[id], now) != 0)
        notify (self, id);
      g_free (self->told[id]);
      self->told[id] = now;
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
vireo_install_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoInstallDraft *self = VIREO_INSTALL_DRAFT (object);

  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_CATALOG:
      g_value_set_object (value, self->catalog);
      break;
    case PROP_SOURCE:
      g_value_set_uint (value, self->source);
      break;
    case PROP_MEDIA_PATH:
      g_value_set_string (value, self->media_path);
      break;
    case PROP_DISK_PATH:
      g_value_set_string (value, self->disk_path);
      break;
    case PROP_OS:
      g_value_set_object (value, self->os);
      break;
    case PROP_N_VCPUS:
      g_value_set_uint (value, self->n_vcpus);
      break;
    case PROP_MEMORY_TEXT:
      g_value_set_string (value, self->memory_text);
      break;
    case PROP_DISK:
      g_value_set_uint (value, _vireo_install_draft_get_disk (self));
      break;
    case PROP_DISK_SIZE_TEXT:
      g_value_set_string (value, self->disk_size_text);
      break;
    case PROP_DISK_FORMAT:
      g_value_set_string (value, self->disk_format);
      break;
    case PROP_POOL:
      g_value_set_string (value, self->pool);
      break;
    case PROP_NIC:
      g_value_set_uint (value, self->nic);
      break;
    case PROP_NIC_SOURCE:
      g_value_set_string (value, self->nic_source);
      break;
    case PROP_UEFI:
      g_value_set_boolean (value, self->uefi);
      break;
    case PROP_KVM:
      g_value_set_boolean (value, self->kvm);
      break;
    case PROP_FOREIGN_ALLOWED:
      g_value_set_boolean (value, self->foreign_allowed);
      break;
    case PROP_DISK_COPIED:
      g_value_set_boolean (value, self->disk_copied);
      break;
    case PROP_BASE_ALLOWED:
      g_value_set_boolean (value, self->base_allowed);
      break;
    case PROP_START:
      g_value_set_boolean (value, self->start);
      break;
    case PROP_AUTOSTART:
      g_value_set_boolean (value, self->autostart);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_XML:
      g_value_set_string (value, self->xml);
      break;
    case PROP_MEDIA:
      g_value_set_object (value, self->media);
      break;
    case PROP_MEDIA_BUSY:
      g_value_set_boolean (value, _vireo_install_draft_is_busy (self));
      break;
    case PROP_MEMORY:
      g_value_set_uint64 (value, self->memory);
      break;
    case PROP_DISK_SIZE:
      g_value_set_uint64 (value, self->disk_size);
      break;
    case PROP_ARCH:
      g_value_set_string (value, _vireo_install_draft_get_arch (self));
      break;
    case PROP_IS_FOREIGN:
      g_value_set_boolean (value, _vireo_install_draft_is_foreign (self));
      break;
    case PROP_DISK_IS_GIVEN:
      g_value_set_boolean (value, self->source == VIREO_SOURCE_DISK_IMAGE);
      break;
    case PROP_DISK_IS_IMPORTED:
      g_value_set_boolean (value, _vireo_install_draft_imports (self));
      break;
    case PROP_CAN_COPY:
      g_value_set_boolean (value, _vireo_install_draft_can_copy (self));
      break;
    case PROP_HAS_BASE:
      g_value_set_boolean (value, _vireo_install_draft_has_base (self));
      break;
    case PROP_MEDIA_READY:
    case PROP_SYSTEM_READY:
    case PROP_RESOURCES_READY:
    case PROP_UNATTENDED_READY:
      g_value_set_boolean (value, self->ready[id - PROP_MEDIA_READY]);
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->all_ready);
      break;
    case PROP_UNATTENDED:
      g_value_set_object (value, self->unattended);
      break;
    default:
      if (id >= PROP_FIRST_ADVICE && id < N_PROPS)
        g_value_set_string (value, self->advice[id - PROP_FIRST_ADVICE]);
      else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Takes what the user chose.  Returns whether it differs; @touched is what it settles. */
static gboolean
take (VireoInstallDraft *self, guint id, const GValue *value, guint *touched)
{
  switch (id)
    {
    case PROP_SOURCE:
      return vireo_take_number ((guint *) &self->source, g_value_get_uint (value));
    case PROP_OS:
      *touched = VIREO_TOUCHED_OS;
      return g_set_object (&self->os, g_value_get_object (value));
    case PROP_N_VCPUS:
      *touched = VIREO_TOUCHED_CPUS;
      return vireo_take_number (&self->n_vcpus, g_value_get_uint (value));
    case PROP_MEMORY_TEXT:
      *touched = VIREO_TOUCHED_MEMORY;
      return vireo_take_text (&self->memory_text, value);
    case PROP_DISK:
      return vireo_take_number ((guint *) &self->disk, g_value_get_uint (value));
    case PROP_DISK_SIZE_TEXT:
      *touched = VIREO_TOUCHED_DISK_SIZE;
      return vireo_take_text (&self->disk_size_text, value);
    case PROP_DISK_FORMAT:
      return vireo_take_text (&self->disk_format, value);
    case PROP_POOL:
      *touched = VIREO_TOUCHED_POOL;
      return vireo_take_text (&self->pool, value);
    case PROP_NIC:
      *touched = VIREO_TOUCHED_NIC;
      return vireo_take_number ((guint *) &self->nic, g_value_get_uint (value));
    case PROP_NIC_SOURCE:
      *touched = VIREO_TOUCHED_NIC;
      return vireo_take_text (&self->nic_source, value);
    case PROP_UEFI:
      *touched = VIREO_TOUCHED_UEFI;
      return vireo_take_flag (&self->uefi, value);
    case PROP_KVM:
      *touched = VIREO_TOUCHED_KVM;
      return vireo_take_flag (&self->kvm, value);
    case PROP_FOREIGN_ALLOWED:
      return vireo_take_flag (&self->foreign_allowed, value);
    case PROP_DISK_COPIED:
      return vireo_take_flag (&self->disk_copied, value);
    case PROP_BASE_ALLOWED:
      return vireo_take_flag (&self->base_allowed, value);
    case PROP_START:
      return vireo_take_flag (&self->start, value);
    case PROP_AUTOSTART:
      return vireo_take_flag (&self->autostart, value);
    case PROP_NAME:
      *touched = VIREO_TOUCHED_NAME;
      return vireo_take_text (&self->name, value);
    case PROP_XML:
      return vireo_take_text (&self->xml, value);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
vireo_install_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoInstallDraft *self = VIREO_INSTALL_DRAFT (object);
  guint touched = 0;

  switch (id)
    {
    case PROP_HOST:
      self->host = g_value_dup_object (value);
      break;
    case PROP_CATALOG:
      self->catalog = g_value_dup_object (value);
      break;
    case PROP_MEDIA_PATH:
      vireo_install_draft_set_media_path (self, g_value_get_string (value));
      break;
    case PROP_DISK_PATH:
      _vireo_install_draft_set_disk_path (self, g_value_get_string (value));
      break;
    default:
      if (!take (self, id, value, &touched))
        return;
      self->touched |= touched;
      g_object_notify_by_pspec (object, pspec);
      _vireo_install_draft_update (self);
    }
}

static void
catalog_loaded (VireoInstallDraft *self)
{
  if (*self->media_path != '\0' && self->media == NULL && self->reading == NULL)
    _vireo_install_draft_read_media (self);
  else
    _vireo_install_draft_update (self);
}

static void
vireo_install_draft_constructed (GObject *object)
{
  VireoInstallDraft *self = VIREO_INSTALL_DRAFT (object);
  GListModel *lists[] = {
    vireo_vm_list_get_items (vireo_host_get_vms (self->host)),
    vireo_host_get_pools (self->host),
    vireo_host_get_networks (self->host),
  };

  G_OBJECT_CLASS (vireo_install_draft_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_signal_connect_object (lists[i], "items-changed", G_CALLBACK (_vireo_install_draft_update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->host, "notify", G_CALLBACK (_vireo_install_draft_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unattended, "notify::ready",
                           G_CALLBACK (_vireo_install_draft_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->catalog, "notify::loaded", G_CALLBACK (catalog_loaded), self,
                           G_CONNECT_SWAPPED);
  _vireo_install_draft_update (self);
}

static void
vireo_install_draft_dispose (GObject *object)
{
  VireoInstallDraft *self = VIREO_INSTALL_DRAFT (object);

  g_cancellable_cancel (self->reading);
  g_cancellable_cancel (self->looking);
  G_OBJECT_CLASS (vireo_install_draft_parent_class)->dispose (object);
}

static void
vireo_install_draft_finalize (GObject *object)
{
  VireoInstallDraft *self = VIREO_INSTALL_DRAFT (object);

  g_clear_object (&self->reading);
  g_clear_object (&self->looking);
  g_clear_object (&self->media);
  g_clear_object (&self->os);
  g_clear_object (&self->host);
  g_clear_object (&self->catalog);
  g_clear_object (&self->unattended);
  g_clear_error (&self->media_error);
  g_clear_error (&self->image_error);
  g_clear_pointer (&self->image, vireo_disk_image_free);
  g_free (self->media_path);
  g_free (self->memory_text);
  g_free (self->disk_size_text);
  g_free (self->disk_format);
  g_free (self->disk_path);
  g_free (self->pool);
  g_free (self->nic_source);
  g_free (self->name);
  g_free (self->xml);
  for (guint i = 0; i < VIREO_N_ADVICES; i++)
    g_free (self->advice[i]);
  for (guint id = 1; id < N_PROPS; id++)
    g_free (self->told[id]);
  g_free (self->told);
  G_OBJECT_CLASS (vireo_install_draft_parent_class)->finalize (object);
}

static GParamSpec *
text_spec (const char *name, GParamFlags flags)
{
  return g_param_spec_string (name, NULL, NULL, NULL, flags);
}

static GParamSpec *
flag_spec (const char *name, GParamFlags flags)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
}

static GParamSpec *
number_spec (const char *name, GParamFlags flags)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags);
}

static GParamSpec *
bytes_spec (const char *name, GParamFlags flags)
{
  return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
}

static void
vireo_install_draft_class_init (VireoInstallDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = ro | G_PARAM_WRITABLE;

  object_class->get_property = vireo_install_draft_get_property;
  object_class->set_property = vireo_install_draft_set_property;
  object_class->constructed = vireo_install_draft_constructed;
  object_class->dispose = vireo_install_draft_dispose;
  object_class->finalize = vireo_install_draft_finalize;

  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                                          rw | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_CATALOG] = g_param_spec_object ("catalog", NULL, NULL, VIREO_TYPE_OS_CATALOG,
                                             rw | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_SOURCE] = number_spec ("source", rw);
  props[PROP_MEDIA_PATH] = text_spec ("media-path", rw);
  props[PROP_DISK_PATH] = text_spec ("disk-path", rw);
  props[PROP_OS] = g_param_spec_object ("os", NULL, NULL, VIREO_TYPE_OS, rw);
  props[PROP_N_VCPUS] = number_spec ("n-vcpus", rw);
  props[PROP_MEMORY_TEXT] = text_spec ("memory-text", rw);
  props[PROP_DISK] = number_spec ("disk", rw);
  props[PROP_DISK_SIZE_TEXT] = text_spec ("disk-size-text", rw);
  props[PROP_DISK_FORMAT] = text_spec ("disk-format", rw);
  props[PROP_POOL] = text_spec ("pool", rw);
  props[PROP_NIC] = number_spec ("nic", rw);
  props[PROP_NIC_SOURCE] = text_spec ("nic-source", rw);
  props[PROP_UEFI] = flag_spec ("uefi", rw);
  props[PROP_KVM] = flag_spec ("kvm", rw);
  props[PROP_FOREIGN_ALLOWED] = flag_spec ("foreign-allowed", rw);
  props[PROP_DISK_COPIED] = flag_spec ("disk-copied", rw);
  props[PROP_BASE_ALLOWED] = flag_spec ("base-allowed", rw);
  props[PROP_START] = flag_spec ("start", rw);
  props[PROP_AUTOSTART] = flag_spec ("autostart", rw);
  props[PROP_NAME] = text_spec ("name", rw);
  props[PROP_XML] = text_spec ("xml", rw);
  props[PROP_MEDIA] = g_param_spec_object ("media", NULL, NULL, VIREO_TYPE_MEDIA, ro);
  props[PROP_MEDIA_BUSY] = flag_spec ("media-busy", ro);
  props[PROP_MEMORY] = bytes_spec ("memory", ro);
  props[PROP_DISK_SIZE] = bytes_spec ("disk-size", ro);
  props[PROP_ARCH] = text_spec ("arch", ro);
  props[PROP_IS_FOREIGN] = flag_spec ("is-foreign", ro);
  props[PROP_DISK_IS_GIVEN] = flag_spec ("disk-is-given", ro);
  props[PROP_DISK_IS_IMPORTED] = flag_spec ("disk-is-imported", ro);
  props[PROP_CAN_COPY] = flag_spec ("can-copy", ro);
  props[PROP_HAS_BASE] = flag_spec ("has-base", ro);
  props[PROP_MEDIA_READY] = flag_spec ("media-ready", ro);
  props[PROP_SYSTEM_READY] = flag_spec ("system-ready", ro);
  props[PROP_RESOURCES_READY] = flag_spec ("resources-ready", ro);
  props[PROP_UNATTENDED_READY] = flag_spec ("unattended-ready", ro);
  props[PROP_UNATTENDED] = g_param_spec_object ("unattended", NULL, NULL, VIREO_TYPE_UNATTENDED, ro);
  props[PROP_READY] = flag_spec ("ready", ro);
  for (guint i = 0; i < VIREO_N_ADVICES; i++)
    props[PROP_FIRST_ADVICE + i] = text_spec (advice_names[i], ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_install_draft_init (VireoInstallDraft *self)
{
  self->told = g_new0 (char *, N_PROPS);
  self->unattended = vireo_unattended_new ();
  self->media_path = g_strdup ("");
  self->disk_path = g_strdup ("");
  self->memory_text = g_strdup ("");
  self->disk_size_text = g_strdup ("");
  self->disk_format = g_strdup ("qcow2");
  self->name = g_strdup ("");
  self->start = TRUE;
}

/**
 * vireo_install_draft_new:
 * @host: where the VM will run
 * @catalog: may still be loading
 *
 * Returns: (transfer full): a draft with every choice filled in that can be
 */
VireoInstallDraft *
vireo_install_draft_new (VireoHost *host, VireoOsCatalog *catalog)
{
  VIREO_ASSERT_MAIN ();
  return g_object_new (VIREO_TYPE_INSTALL_DRAFT, "host", host, "catalog", catalog, NULL);
}

VireoHost *
vireo_install_draft_get_host (VireoInstallDraft *self)
{
  return self->host;
}

VireoOsCatalog *
vireo_install_draft_get_catalog (VireoInstallDraft *self)
{
  return self->catalog;
}

VireoMedia *
vireo_install_draft_get_media (VireoInstallDraft *self)
{
  return self->media;
}

VireoOs *
vireo_install_draft_get_os (VireoInstallDraft *self)
{
  return self->os;
}

VireoUnattended *
vireo_install_draft_get_unattended (VireoInstallDraft *self)
{
  return self->unattended;
}

VireoInstallSource
vireo_install_draft_get_source (VireoInstallDraft *self)
{
  return self->source;
}
