/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "core/base/vireo-thread.h"
#include "view/app/vireo-application.h"
#include "view/common/vireo-renderer.h"

int
main (int argc, char *argv[])
{
  g_autoptr (VireoApplication) app = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, VIREO_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Vireo");
  vireo_thread_init ();
  vireo_choose_renderer ();

  app = vireo_application_new ();
  return vireo_application_run (app, argc, argv);
}
