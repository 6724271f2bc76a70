/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/base/vireo-xml.h"

G_BEGIN_DECLS

/* Who uses which file on a host, backing files included.  Worker. */

typedef struct
{
  virConnectPtr host;   /* borrowed */
  gboolean is_local;    /* paths of the host can be looked at here */
  GHashTable *backings; /* path of a volume -> what it is an overlay of */
} VireoDiskSurvey;

VireoDiskSurvey *vireo_disk_survey_new (virConnectPtr host);
void             vireo_disk_survey_free (VireoDiskSurvey *survey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDiskSurvey, vireo_disk_survey_free)

char            *vireo_disk_survey_to_key (VireoDiskSurvey *survey, const char *path);
char            *vireo_disk_survey_get_path (VireoDiskSurvey *survey, xmlNode *disk);
GPtrArray       *vireo_disk_survey_get_chain (VireoDiskSurvey *survey, const char *path);
char            *vireo_disk_survey_get_overlay (VireoDiskSurvey *survey, GHashTable *own,
                                                const char *path);
GHashTable      *vireo_disk_survey_get_users (VireoDiskSurvey *survey, const char *except_uuid,
                                              GError **error);
GPtrArray       *vireo_disk_survey_find_users (VireoDiskSurvey *survey, const char *except_uuid,
                                               const char *path, GError **error);
void             vireo_disk_survey_refresh_pool_of (virConnectPtr host, const char *path);

G_END_DECLS
