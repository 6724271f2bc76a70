/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-doctor.h"

G_BEGIN_DECLS

/* One thing the doctor looked at: state, sentence, command, and the button that mends it. */

#define VIREO_TYPE_DOCTOR_ROW (vireo_doctor_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoDoctorRow, vireo_doctor_row, VIREO, DOCTOR_ROW, AdwPreferencesRow)

/* Property: check */
GtkWidget *vireo_doctor_row_new (VireoDoctor *doctor, VireoDoctorCheck *check);

G_END_DECLS
