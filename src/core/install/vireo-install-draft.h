/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/install/vireo-install-plan.h"
#include "core/install/vireo-media.h"
#include "core/install/vireo-os-catalog.h"
#include "core/install/vireo-unattended.h"

G_BEGIN_DECLS

/* What the user has chosen so far for a new VM, filled in with what is recommended, and what is
 * to be said about each choice.  The wizard's pages are bound to it.  Main thread.
 *
 * Properties to write (what is written stays; what is not, follows the recommendation):
 *   source (VireoInstallSource), media-path, disk-path, os (VireoOs),
 *   n-vcpus, memory-text, disk (VireoDiskChoice), disk-size-text, disk-format, pool,
 *   nic (VireoNicChoice), nic-source, uefi, kvm, foreign-allowed, disk-copied (an imported disk that
 *   could be used as it is), base-allowed (an imported disk may have another file read), start,
 *   autostart, name, xml (nullable: the user's own edit of the whole document)
 * Properties to read:
 *   host, catalog, media (VireoMedia, nullable), media-busy, memory and disk-size (bytes, 0: not
 *   a size), arch, is-foreign, disk-is-given, disk-is-imported (a new disk is made from a given
 *   one), can-copy, has-base, unattended (VireoUnattended), media-ready,
 *   system-ready, resources-ready, unattended-ready, ready,
 *   and the texts, translated and nullable: media-problem, media-note, image-title, image-text (what
 *   an existing disk is and what is done with it), os-reason, cpus-note, cpus-problem,
 *   memory-note, memory-problem, disk-note, disk-problem, network-note, network-problem,
 *   firmware-note, virtualisation-note, name-problem, name-suggestion, xml-problem.
 * A problem keeps the wizard from going on; a note does not. */

#define VIREO_TYPE_INSTALL_DRAFT (vireo_install_draft_get_type ())
G_DECLARE_FINAL_TYPE (VireoInstallDraft, vireo_install_draft, VIREO, INSTALL_DRAFT, GObject)

VireoInstallDraft  *vireo_install_draft_new (VireoHost *host, VireoOsCatalog *catalog);
VireoInstallPlan   *vireo_install_draft_make_plan (VireoInstallDraft *self);

VireoHost          *vireo_install_draft_get_host (VireoInstallDraft *self);
VireoOsCatalog     *vireo_install_draft_get_catalog (VireoInstallDraft *self);
VireoMedia         *vireo_install_draft_get_media (VireoInstallDraft *self);
VireoOs            *vireo_install_draft_get_os (VireoInstallDraft *self);
VireoUnattended    *vireo_install_draft_get_unattended (VireoInstallDraft *self);
VireoInstallSource  vireo_install_draft_get_source (VireoInstallDraft *self);
const char         *vireo_install_draft_get_media_path (VireoInstallDraft *self);
void                vireo_install_draft_set_media_path (VireoInstallDraft *self, const char *path);
void                vireo_install_draft_set_file (VireoInstallDraft *self, const char *path);

G_END_DECLS
