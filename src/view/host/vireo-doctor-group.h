/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* What a host needs, checked when it is first seen and again on demand.  Property: host (nullable).
 * Main thread. */

#define VIREO_TYPE_DOCTOR_GROUP (vireo_doctor_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoDoctorGroup, vireo_doctor_group, VIREO, DOCTOR_GROUP, AdwPreferencesGroup)

G_END_DECLS
