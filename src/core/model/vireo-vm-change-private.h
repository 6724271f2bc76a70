/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-private.h"

G_BEGIN_DECLS

/* For vireo-vm-change*.c only. */

/* vireo-vm-change.c: what every change is made of.  Worker. */

typedef struct
{
  VireoDefinitionEdit edit; /* (nullable): of what is kept */
  gconstpointer edit_data;
  gboolean (*now) (virDomainPtr handle, gpointer data, GError **error); /* (nullable) */
  gpointer now_data;
} VireoChangeSteps;

gboolean     vireo_change_resolve (virDomainPtr handle, VireoApply *apply, GError **error);
gboolean     vireo_change_define (virDomainPtr handle, VireoDefinitionEdit edit,
                                  gconstpointer data, char **before, GError **error);
gboolean     vireo_change_run (virDomainPtr handle, VireoApply apply,
                               const VireoChangeSteps *steps, GError **error);
VireoXmlDoc *vireo_change_read (virDomainPtr handle, guint flags, GError **error);

/* vireo-vm-change-device.c: what a change is about.  Made on main, used on a worker. */

typedef struct
{
  VireoDevice *device; /* (owned) (nullable) */
  char *xml;           /* (owned) (nullable): the whole new element */
  VireoApply apply;
  gboolean force;

  /* or what of it is set */
  VireoDiskOptions *disk; /* (owned) (nullable) */
  VireoNicOptions *nic;   /* (owned) (nullable) */
  VireoMedia *media;      /* (owned) (nullable) */
  gboolean is_media;
  GPtrArray *strings; /* (owned): what they point to */
} VireoDeviceChange;

VireoDeviceChange *vireo_device_change_new (VireoDevice *device, VireoApply apply);
void               vireo_device_change_free (gpointer change);

/* vireo-vm-change-device.c: the device of the running document.  Worker. */
gboolean     vireo_change_resolve_device (virDomainPtr handle, VireoDevice *device,
                                          VireoApply *apply, GError **error);
gboolean     vireo_change_refuse_gone (VireoDevice *device, GError **error);
gboolean     vireo_change_checked (int answer, GError **error);
xmlNode     *vireo_change_find_live (xmlNode *domain, VireoDevice *device);
gboolean     vireo_change_attach (virDomainPtr handle, const char *xml, VireoApply apply,
                                  GError **error);
gboolean     vireo_change_detach (virDomainPtr handle, VireoDevice *device, VireoApply apply,
                                  GError **error);

/* vireo-vm-change-command.c: what one would type.  Main. */
GPtrArray   *vireo_change_command_new (VireoVm *self, const char *verb, ...) G_GNUC_NULL_TERMINATED;
VireoApply   vireo_change_expect (VireoVm *self, VireoApply apply);
void         vireo_change_command_add_apply (VireoVm *self, GPtrArray *command,
                                             VireoApply apply);
GPtrArray   *vireo_change_command_virt_xml (VireoVm *self, const char *verb, const char *option,
                                            const char *value);
GPtrArray   *vireo_change_command_attach (VireoVm *self, const char *xml, VireoApply apply);
GPtrArray   *vireo_change_command_plug (VireoVm *self, const char *option, const char *value,
                                        VireoApply apply);
GPtrArray   *vireo_change_command_scsi (VireoVm *self, const char *bus, VireoApply apply);
GPtrArray   *vireo_change_command_detach (VireoVm *self, VireoDevice *device, VireoApply apply);

void         vireo_change_note_delete (VireoVm *self, VireoJournalEntry *first, VireoDisk *disk);

void         vireo_change_note_further (VireoVm *self, VireoJournalEntry *first,
                                        GPtrArray *command);
VireoJournalEntry *vireo_change_call (VireoVm *self, VireoVmCall call, gpointer argument,
                                      GDestroyNotify destroy, GPtrArray *command,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
