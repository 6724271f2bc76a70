/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-vnc-words.h"

/**
 * vireo_vnc_error_of_end:
 * @reason: as the worker told it
 * @phase: how far the way in was gone
 * @logged_in: whether a name or password was given
 *
 * Returns: (transfer full): the same as a sentence that says what can be done
 */
GError *
vireo_vnc_error_of_end (VireoWireEnd reason, VireoWirePhase phase, gboolean logged_in)
{
  static const struct
  {
    VireoErrorCode code;
    const char *sentence;
  } ends[VIREO_WIRE_N_ENDS] = {
    [VIREO_WIRE_END_CLOSED] = { VIREO_ERROR_UNREACHABLE,
                                N_ ("The virtual machine closed its screen.") },
    [VIREO_WIRE_END_REFUSED] = { VIREO_ERROR_DENIED,
                                 N_ ("The virtual machine refused to show its screen.") },
    [VIREO_WIRE_END_AUTH] = { VIREO_ERROR_AUTH,
                              N_ ("The password for the screen was not accepted.") },
    [VIREO_WIRE_END_UNSUPPORTED] = { VIREO_ERROR_UNSUPPORTED,
                                     N_ ("The screen asks for a kind of login that Vireo does not "
                                         "know.") },
    [VIREO_WIRE_END_TOO_LARGE] = { VIREO_ERROR_UNSUPPORTED,
                                   N_ ("The screen is larger than Vireo can show.") },
    [VIREO_WIRE_END_NONSENSE] = { VIREO_ERROR_FAILED,
                                  N_ ("The screen sent something that cannot be understood.") },
    [VIREO_WIRE_END_CERTIFICATE] =
        { VIREO_ERROR_DENIED,
          N_ ("The screen’s certificate is not one that this computer trusts.  Save the certificate "
              "of the authority that signed it as ~/.pki/CA/cacert.pem or /etc/pki/CA/cacert.pem, "
              "and call the host by the name that stands in its certificate.") },
  };
  const char *sentence = ends[reason].sentence;

  if (reason == VIREO_WIRE_END_NONSENSE && phase == VIREO_WIRE_PHASE_NOTHING)
    sentence = N_ ("What answers at the screen’s address is no VNC server.");
  if (reason == VIREO_WIRE_END_UNSUPPORTED && phase == VIREO_WIRE_PHASE_NOTHING)
    sentence = N_ ("The screen speaks a version of VNC that Vireo does not know.");
  if (reason == VIREO_WIRE_END_REFUSED && phase == VIREO_WIRE_PHASE_LOGIN && !logged_in)
    sentence = N_ ("The virtual machine’s host broke off before anybody could log in.  It may want "
                   "a certificate that this computer does not have, or be busy with others.");
  return g_error_new_literal (VIREO_ERROR, ends[reason].code, _ (sentence));
}

/**
 * vireo_vnc_error_of_silence:
 * @seconds: for how long nothing came
 *
 * Returns: (transfer full): %VIREO_ERROR_TIMED_OUT with what was waited for
 */
GError *
vireo_vnc_error_of_silence (VireoWirePhase phase, guint seconds)
{
  static const char *const sentences[VIREO_WIRE_N_PHASES] = {
    [VIREO_WIRE_PHASE_NOTHING] = N_ ("The screen was reached but is silent: nothing came for %u "
                                     "seconds."),
    [VIREO_WIRE_PHASE_LOGIN] = N_ ("The screen fell silent during the login: nothing came for %u "
                                   "seconds."),
    [VIREO_WIRE_PHASE_STARTED] = N_ ("The screen sent no picture for %u seconds."),
  };

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_error_new (VIREO_ERROR, VIREO_ERROR_TIMED_OUT, _ (sentences[phase]), seconds);
#pragma GCC diagnostic pop
}
