/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-doctor-facts.h"
#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* Looks a host over: what it needs for virtual machines, what is missing, and how to mend it.
 * Main thread. */

#define VIREO_TYPE_DOCTOR_CHECK (vireo_doctor_check_get_type ())
G_DECLARE_FINAL_TYPE (VireoDoctorCheck, vireo_doctor_check, VIREO, DOCTOR_CHECK, GObject)

/* Properties: id, title, state (VireoDoctorState), sentence, command (nullable), fix
 * (VireoDoctorFix), fix-label (nullable: with its mnemonic) */
const char      *vireo_doctor_check_get_id (VireoDoctorCheck *self);
const char      *vireo_doctor_check_get_title (VireoDoctorCheck *self);
VireoDoctorState vireo_doctor_check_get_state (VireoDoctorCheck *self);
const char      *vireo_doctor_check_get_sentence (VireoDoctorCheck *self);
const char      *vireo_doctor_check_get_command (VireoDoctorCheck *self);
VireoDoctorFix   vireo_doctor_check_get_fix (VireoDoctorCheck *self);
const char      *vireo_doctor_check_get_question (VireoDoctorCheck *self);

#define VIREO_TYPE_DOCTOR (vireo_doctor_get_type ())
G_DECLARE_FINAL_TYPE (VireoDoctor, vireo_doctor, VIREO, DOCTOR, GObject)

/* Properties: host, busy, examined (once at least), n-bad, n-warning */
VireoDoctor     *vireo_doctor_new (VireoHost *host);
GListModel      *vireo_doctor_get_checks (VireoDoctor *self); /* of VireoDoctorCheck */
gboolean         vireo_doctor_is_busy (VireoDoctor *self);
void             vireo_doctor_examine (VireoDoctor *self);
void             vireo_doctor_set_watching (VireoDoctor *self, gboolean watching);

void             vireo_doctor_fix_async (VireoDoctor *self, VireoDoctorCheck *check,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean         vireo_doctor_fix_finish (VireoDoctor *self, GAsyncResult *result, GError **error);

G_END_DECLS
