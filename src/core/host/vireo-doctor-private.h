/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-doctor.h"

G_BEGIN_DECLS

/* For vireo-doctor*.c only. */

VireoDoctorCheck *vireo_doctor_check_new (const char *id, const char *title);
void              vireo_doctor_check_say (VireoDoctorCheck *self, VireoDoctorState state,
                                          char *sentence);
void              vireo_doctor_check_set_command (VireoDoctorCheck *self, char *command);
void              vireo_doctor_check_set_fix (VireoDoctorCheck *self, VireoDoctorFix fix);
void              vireo_doctor_check_apply (VireoDoctorCheck *self, VireoDoctorCheck *fresh);

G_END_DECLS
