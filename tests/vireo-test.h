/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/base/vireo-thread.h"

/* What the limits below are multiplied with: the sanitizers are slow, machines are busy. */
#ifdef __SANITIZE_ADDRESS__
#define VIREO_TEST_PATIENCE 12
#else
#define VIREO_TEST_PATIENCE 3
#endif

/* Turns the main loop until @condition holds, @seconds of a machine at rest at most, then asserts
 * it.  Tests wait for conditions, never for a time. */
#define vireo_test_wait_for(condition, seconds)                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 vireo_test_deadline = g_get_monotonic_time ()                                           \
                                 + (gint64) (seconds) * VIREO_TEST_PATIENCE * G_USEC_PER_SEC;      \
    guint vireo_test_tick = g_timeout_add (20, vireo_test_tick_cb, NULL);                          \
    while (!(condition) && g_get_monotonic_time () < vireo_test_deadline)                          \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (vireo_test_tick);                                                             \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

#define vireo_test_wait(condition) vireo_test_wait_for (condition, 10)

static inline gboolean
vireo_test_tick_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* For async calls: keeps the result for the test to finish. */
static inline void
vireo_test_keep_result (GObject *source, GAsyncResult *result, gpointer where)
{
  *(GAsyncResult **) where = g_object_ref (result);
}
