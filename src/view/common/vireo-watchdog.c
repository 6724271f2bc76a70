/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop lives in poll(); whatever it does between two polls holds it.  So the meter sits
 * around the default context's poll function. */

#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "view/common/vireo-watchdog.h"

#define FRAME (16 * 1000) /* µs; what a 60 Hz screen leaves */

static GPollFunc real_poll;
static gint64 woke_at;     /* µs, monotonic; 0: not yet in the loop */
static gint64 queued_at;   /* µs the thread had waited for a processor by then */
static gint64 longest;     /* µs */
static gint64 longest_own; /* µs; without waiting for a processor, so perhaps of another turn */
static gboolean counting;
static int schedstat = -1; /* the main thread's */

/* How long this thread has been ready to run while others had the processors, in µs; 0 when the
 * kernel does not say.  On a busy machine that is most of a long turn and none of our doing. */
static gint64
queued_time (void)
{
  char text[128];
  unsigned long long ran, queued;
  ssize_t n = schedstat >= 0 ? pread (schedstat, text, sizeof text - 1, 0) : 0;

  if (n <= 0)
    return 0;
  text[n] = '\0';
  return sscanf (text, "%llu %llu", &ran, &queued) == 2 ? (gint64) (queued / 1000) : 0;
}

static int
measured_poll (GPollFD *fds, guint n, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int result;

  if (woke_at != 0)
    {
      gint64 held = now - woke_at;
      gint64 own = held > FRAME ? held - (queued_time () - queued_at) : held;

      if (held > FRAME)
        g_debug ("main loop held for %.1f ms, %.1f without waiting for a processor%s",
                 held / 1000.0, own / 1000.0, counting ? "" : " (starting)");
      if (counting)
        {
          longest = MAX (longest, held);
          longest_own = MAX (longest_own, own);
        }
    }
  result = real_poll (fds, n, timeout);
  woke_at = g_get_monotonic_time ();
  queued_at = queued_time ();
  return result;
}

/**
 * vireo_watchdog_start:
 *
 * Puts the meter in.  Each turn of the main loop longer than a frame is a line in the debug log.
 */
void
vireo_watchdog_start (void)
{
  if (real_poll != NULL)
    return;
  schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, measured_poll);
}

/**
 * vireo_watchdog_begin_counting:
 *
 * From the next turn on the longest one counts.  Building the window is one long turn by nature
 * and has its own figure, the time to a usable list: said here, so that counting begins after it.
 */
void
vireo_watchdog_begin_counting (void)
{
  if (real_poll != NULL)
    g_printerr ("vireo: list usable after %.0f ms\n", vireo_process_age ());
  woke_at = 0;
  counting = TRUE;
}

double
vireo_watchdog_get_longest (void)
{
  return longest / 1000.0;
}

/**
 * vireo_watchdog_report:
 *
 * Prints the longest turn on standard error, if the meter was put in.
 */
void
vireo_watchdog_report (void)
{
  if (real_poll != NULL)
    g_printerr ("vireo: longest main-loop stall: %.1f ms (%.1f ms without waiting for a processor)\n",
                vireo_watchdog_get_longest (), longest_own / 1000.0);
}

/**
 * vireo_process_age:
 *
 * What a user waits includes loading the program, so it counts from the kernel's start of the
 * process, in its ticks of 10 ms.
 *
 * Returns: ms since the process began; 0 when the system does not say
 */
double
vireo_process_age (void)
{
  g_autofree char *stat = NULL;
  unsigned long long started = 0;
  struct timespec now;
  const char *p;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL))
    return 0;
  /* The second field is the program's name in brackets and may hold anything; the 22nd is the
   * start, in ticks since boot. */
  p = strrchr (stat, ')');
  for (int field = 2; p != NULL && field < 22; field++)
    {
      p = strchr (p, ' ');
      if (p != NULL)
        p++;
    }
  if (p == NULL || sscanf (p, "%llu", &started) != 1)
    return 0;
  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1000.0 + now.tv_nsec / 1e6 - started * 1000.0 / sysconf (_SC_CLK_TCK);
}
