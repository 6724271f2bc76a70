/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the user may go on. */

#include "config.h"

#include "core/install/vireo-install-draft-private.h"

/* Whether what was chosen is yet to be looked at; the first one waits for the catalog. */
gboolean
_vireo_install_draft_is_busy (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  gboolean local = facts == NULL || facts->is_local;

  if (self->reading != NULL || self->looking != NULL)
    return TRUE;
  return self->source == VIREO_SOURCE_ISO && g_path_is_absolute (self->media_path) && local
         && self->media == NULL && self->media_error == NULL
         && !vireo_os_catalog_get_loaded (self->catalog);
}

void
_vireo_install_draft_update_ready (VireoInstallDraft *self)
{
  char **advice = self->advice;
  gboolean has_source = self->source == VIREO_SOURCE_NETWORK_BOOT
                        || *(self->source == VIREO_SOURCE_ISO ? self->media_path : self->disk_path);

  self->ready[0] = has_source && !_vireo_install_draft_is_busy (self)
                   && advice[VIREO_ADVICE_MEDIA_PROBLEM] == NULL;
  self->ready[1] = self->os != NULL;
  self->ready[2] = advice[VIREO_ADVICE_CPUS_PROBLEM] == NULL
                   && advice[VIREO_ADVICE_MEMORY_PROBLEM] == NULL
                   && advice[VIREO_ADVICE_DISK_PROBLEM] == NULL
                   && advice[VIREO_ADVICE_NETWORK_PROBLEM] == NULL;
  self->ready[3] = vireo_unattended_get_ready (self->unattended);
  self->all_ready = self->ready[0] && self->ready[1] && self->ready[2] && self->ready[3]
                    && (self->xml != NULL ? advice[VIREO_ADVICE_XML_PROBLEM] == NULL
                                          : advice[VIREO_ADVICE_NAME_PROBLEM] == NULL);
}

/* An installer can be told its answers where there is one, on a medium that can be read here; and a
 * system that comes installed, where it has cloud-init. */
void
_vireo_install_draft_update_unattended (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  gboolean local = facts == NULL || facts->is_local;

  if (self->source == VIREO_SOURCE_DISK_IMAGE && local && *self->disk_path != '\0')
    vireo_unattended_set_image (self->unattended, self->disk_path);
  else
    vireo_unattended_set_os (self->unattended,
                             self->source == VIREO_SOURCE_ISO && local
                                     && _vireo_install_draft_get_disk (self) == VIREO_DISK_NEW
                                 ? self->os
                                 : NULL,
                             self->media != NULL ? vireo_media_get_label (self->media) : NULL);
  vireo_unattended_suggest_host_name (self->unattended, self->name);
}
