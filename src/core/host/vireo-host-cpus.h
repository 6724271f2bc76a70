/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* Which processors a host can give its guests.  Main thread. */

/* A named model; it never changes.  Properties: name, usable (boolean: the host can run it, as far
 * as is known). */
#define VIREO_TYPE_CPU_MODEL (vireo_cpu_model_get_type ())
G_DECLARE_FINAL_TYPE (VireoCpuModel, vireo_cpu_model, VIREO, CPU_MODEL, GObject)

const char *vireo_cpu_model_get_name (VireoCpuModel *self);
gboolean    vireo_cpu_model_is_usable (VireoCpuModel *self);

typedef struct
{
  gboolean has_passthrough; /* "host-passthrough" */
  gboolean has_host_model;  /* "host-model" */
  gboolean has_maximum;     /* "maximum" */
  GPtrArray *models;        /* (owned): VireoCpuModel, those the host can run first, by name */
} VireoCpuChoices;

void             vireo_cpu_choices_free (VireoCpuChoices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoCpuChoices, vireo_cpu_choices_free)

/* @arch, @machine, @virt_type: (nullable): of the VM */
void             vireo_host_list_cpus_async (VireoHost *self, const char *arch,
                                             const char *machine, const char *virt_type,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
VireoCpuChoices *vireo_host_list_cpus_finish (VireoHost *self, GAsyncResult *result,
                                              GError **error);

G_END_DECLS
