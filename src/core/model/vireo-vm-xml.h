/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-xml-check.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* A VM's definition as text: read, checked, saved.  Main thread; the work is done on workers. */

typedef enum
{
  VIREO_VM_XML_LIVE,       /* what runs; without passwords, because nobody can save it */
  VIREO_VM_XML_NEXT_START, /* what is defined; with passwords, or saving would lose them */
} VireoVmXmlKind;

/* What saving and checking tell. */
typedef struct
{
  GPtrArray *problems;     /* (owned): of VireoVmXmlProblem */
  gboolean schema_checked; /* FALSE: libvirt's schema is not on this computer */
} VireoVmXmlVerdict;

void               vireo_vm_xml_verdict_free (VireoVmXmlVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVmXmlVerdict, vireo_vm_xml_verdict_free)

void               vireo_vm_xml_read_async (VireoVm *vm, VireoVmXmlKind kind,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
char              *vireo_vm_xml_read_finish (VireoVm *vm, GAsyncResult *result, GError **error);

void               vireo_vm_xml_check_async (VireoVm *vm, const char *text,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
VireoVmXmlVerdict *vireo_vm_xml_check_finish (VireoVm *vm, GAsyncResult *result, GError **error);

void               vireo_vm_xml_save_async (VireoVm *vm, const char *read, const char *text,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean           vireo_vm_xml_save_finish (VireoVm *vm, GAsyncResult *result,
                                             VireoVmXmlVerdict **verdict, GError **error);

void               vireo_vm_xml_compare_async (VireoVm *vm, const char *before, const char *after,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray         *vireo_vm_xml_compare_finish (VireoVm *vm, GAsyncResult *result, GError **error);

G_END_DECLS
