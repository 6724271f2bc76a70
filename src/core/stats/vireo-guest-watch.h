/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What is known of a running guest beside its definition, asked for every few seconds while
 * somebody looks: no event tells of it.  Main thread. */

#define VIREO_TYPE_GUEST_WATCH (vireo_guest_watch_get_type ())
G_DECLARE_FINAL_TYPE (VireoGuestWatch, vireo_guest_watch, VIREO, GUEST_WATCH, GObject)

/* Properties, each NULL or 0 while not known:
 *   hostname     what the guest calls itself, by its agent or its lease
 *   memory-used  bytes that it could not give back, by its balloon driver; the page cache does not
 *                count where the driver tells it apart
 *   memory-seen  bytes that it has, as it counts them
 *   uptime       seconds since it was started or restored; a reboot from inside does not count.
 *                Known when Vireo saw the start, or when the process is on this computer */
VireoGuestWatch *vireo_guest_watch_new (VireoVm *vm);
void             vireo_guest_watch_start (VireoGuestWatch *self); /* one more looks */
void             vireo_guest_watch_stop (VireoGuestWatch *self);  /* one fewer does */

const char      *vireo_guest_watch_get_hostname (VireoGuestWatch *self); /* (nullable) */
guint64          vireo_guest_watch_get_memory_used (VireoGuestWatch *self);
guint64          vireo_guest_watch_get_memory_seen (VireoGuestWatch *self);
guint64          vireo_guest_watch_get_uptime (VireoGuestWatch *self);

G_END_DECLS
