/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/install/vireo-answers.h"
#include "core/install/vireo-os-catalog.h"

G_BEGIN_DECLS

/* The answers to an installer while the user fills them in, and what is to be said about each.  The
 * wizard's page is bound to it.  Main thread.
 *
 * Properties to write:
 *   wanted, language, keyboard, time-zone, host-name, root-password, root-again, root-ssh,
 *   with-user, user, user-full-name, user-password, user-again, with-keys, layout
 *   (VireoDiskLayout), packages (VireoPackageSet), repository, proxy, extra
 * Properties to read:
 *   supported (there is an installer that can be told, or cloud-init), installer (active, and it is
 *   an installer), takes-lines (it takes lines of an expert, and a set of packages), title, subtitle, active (supported and wanted), ready (nothing
 *   keeps the wizard from going on), n-keys, keys-text, and the texts, translated and nullable:
 *   note, root-problem, root-note, user-problem, user-note, host-name-problem, repository-problem,
 *   extra-problem.
 * A problem keeps the wizard from going on; a note does not. */

#define VIREO_TYPE_UNATTENDED (vireo_unattended_get_type ())
G_DECLARE_FINAL_TYPE (VireoUnattended, vireo_unattended, VIREO, UNATTENDED, GObject)

VireoUnattended *vireo_unattended_new (void);
void             vireo_unattended_set_os (VireoUnattended *self, VireoOs *os, const char *label);
void             vireo_unattended_set_image (VireoUnattended *self, const char *path);
void             vireo_unattended_suggest_host_name (VireoUnattended *self, const char *vm_name);
gboolean         vireo_unattended_get_active (VireoUnattended *self);
gboolean         vireo_unattended_get_ready (VireoUnattended *self);
VireoAnswers    *vireo_unattended_make_answers (VireoUnattended *self);

G_END_DECLS
