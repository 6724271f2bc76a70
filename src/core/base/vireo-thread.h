/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which side of the house a call belongs to.  Everything public in core asserts its side. */
#define VIREO_ASSERT_MAIN() g_assert (vireo_is_main_thread ())
#define VIREO_ASSERT_WORKER() g_assert (!vireo_is_main_thread ())

void     vireo_thread_init (void);
gboolean vireo_is_main_thread (void);

void     vireo_worker_push (GTask *task, GTaskThreadFunc work);
void     vireo_worker_spawn (GTask *task, GTaskThreadFunc work);
void     vireo_worker_drop (gpointer handle, GDestroyNotify release);

/* A call with a handle of libvirt's and one argument. */
typedef gboolean (*VireoWorkerCall) (gpointer handle, gpointer argument, GError **error);

void     vireo_worker_call (GTask *task, VireoWorkerCall call, gpointer handle,
                            GDestroyNotify release, gpointer argument, GDestroyNotify destroy);

G_END_DECLS
