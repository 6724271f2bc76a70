/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-doctor.h"

G_BEGIN_DECLS

/* The doctor of a host: what virtual machines need there, what is missing, what mends it.  Looks
 * only while it is seen.  Properties: host (nullable), doctor (read-only, nullable). */

#define VIREO_TYPE_DOCTOR_PAGE (vireo_doctor_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoDoctorPage, vireo_doctor_page, VIREO, DOCTOR_PAGE, AdwBin)

G_END_DECLS
