/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads libvirt's answers into a sample.  The names come in one long list, "block.3.rd.bytes", so
 * it is gone through once and each name looked up by its end. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-vm-sample.h"

/* More than any VM has; a number that is not one does not make us fill the memory. */
#define MAX_DEVICES 4096
#define KIB 1024

typedef struct
{
  const char *name;
  guint place;
} Name;

static const Name disk_names[] = {
  { "rd.bytes", VIREO_SAMPLE_READ_BYTES },   { "rd.reqs", VIREO_SAMPLE_READ_REQUESTS },
  { "rd.times", VIREO_SAMPLE_READ_TIME },    { "wr.bytes", VIREO_SAMPLE_WRITE_BYTES },
  { "wr.reqs", VIREO_SAMPLE_WRITE_REQUESTS }, { "wr.times", VIREO_SAMPLE_WRITE_TIME },
};

static const Name nic_names[] = {
  { "rx.bytes", VIREO_SAMPLE_RECEIVED_BYTES },  { "rx.pkts", VIREO_SAMPLE_RECEIVED_PACKETS },
  { "rx.drop", VIREO_SAMPLE_RECEIVED_DROPS },   { "tx.bytes", VIREO_SAMPLE_SENT_BYTES },
  { "tx.pkts", VIREO_SAMPLE_SENT_PACKETS },     { "tx.drop", VIREO_SAMPLE_SENT_DROPS },
};

static const Name memory_names[] = {
  { "current", VIREO_SAMPLE_MEMORY_CURRENT },    { "available", VIREO_SAMPLE_MEMORY_AVAILABLE },
  { "unused", VIREO_SAMPLE_MEMORY_UNUSED },      { "usable", VIREO_SAMPLE_MEMORY_USABLE },
  { "disk_caches", VIREO_SAMPLE_MEMORY_CACHES }, { "rss", VIREO_SAMPLE_MEMORY_RSS },
  { "last-update", VIREO_SAMPLE_MEMORY_UPDATED },
};

static void
device_clear (gpointer data)
{
  g_free (((VireoSampleDevice *) data)->name);
}

/**
 * vireo_vm_sample_new:
 * @at: µs, monotonic
 * @time: µs, by the clock on the wall
 * @id: of the run
 *
 * Returns: (transfer full): a sample in which nothing is known
 */
VireoVmSample *
vireo_vm_sample_new (gint64 at, gint64 time, int id)
{
  VireoVmSample *self = g_new0 (VireoVmSample, 1);

  self->at = at;
  self->time = time;
  self->id = id;
  self->cpu_time = VIREO_SAMPLE_UNKNOWN;
  for (guint i = 0; i < VIREO_N_SAMPLE_MEMORY; i++)
    self->memory[i] = VIREO_SAMPLE_UNKNOWN;
  self->vcpus = g_array_new (FALSE, TRUE, sizeof (VireoSampleVcpu));
  self->disks = g_array_new (FALSE, TRUE, sizeof (VireoSampleDevice));
  self->nics = g_array_new (FALSE, TRUE, sizeof (VireoSampleDevice));
  g_array_set_clear_func (self->disks, device_clear);
  g_array_set_clear_func (self->nics, device_clear);
  return self;
}

void
vireo_vm_sample_free (VireoVmSample *self)
{
  g_array_unref (self->vcpus);
  g_array_unref (self->disks);
  g_array_unref (self->nics);
  g_free (self);
}

/**
 * vireo_vm_sample_ensure_vcpu:
 *
 * Returns: (transfer none): that of @number, of which nothing may be known yet; valid until the
 *   next one is asked for
 */
VireoSampleVcpu *
vireo_vm_sample_ensure_vcpu (VireoVmSample *self, guint number)
{
  VireoSampleVcpu made = { number, VIREO_SAMPLE_UNKNOWN, VIREO_VCPU_UNKNOWN, -1 };
  guint i = self->vcpus->len;

  while (i > 0 && g_array_index (self->vcpus, VireoSampleVcpu, i - 1).number > number)
    i--;
  if (i > 0 && g_array_index (self->vcpus, VireoSampleVcpu, i - 1).number == number)
    return &g_array_index (self->vcpus, VireoSampleVcpu, i - 1);
  g_array_insert_val (self->vcpus, i, made);
  return &g_array_index (self->vcpus, VireoSampleVcpu, i);
}

/**
 * vireo_vm_sample_ensure_device:
 * @devices: the disks or the NICs of a sample
 * @place: its number in libvirt's list
 *
 * Returns: (transfer none): valid until the next one is asked for
 */
VireoSampleDevice *
vireo_vm_sample_ensure_device (GArray *devices, guint place)
{
  for (guint i = devices->len; i <= place; i++)
    {
      VireoSampleDevice made = { NULL, { 0 } };

      for (guint k = 0; k < VIREO_N_SAMPLE_DEVICE; k++)
        made.counts[k] = VIREO_SAMPLE_UNKNOWN;
      g_array_append_val (devices, made);
    }
  return &g_array_index (devices, VireoSampleDevice, place);
}

static guint64
get_number (virTypedParameterPtr param)
{
  switch (param->type)
    {
    case VIR_TYPED_PARAM_INT:
      return param->value.i >= 0 ? (guint64) param->value.i : VIREO_SAMPLE_UNKNOWN;
    case VIR_TYPED_PARAM_UINT:
      return param->value.ui;
    case VIR_TYPED_PARAM_LLONG:
      return param->value.l >= 0 ? (guint64) param->value.l : VIREO_SAMPLE_UNKNOWN;
    case VIR_TYPED_PARAM_ULLONG:
      return param->value.ul;
    default:
      return VIREO_SAMPLE_UNKNOWN;
    }
}

static gboolean
find_name (const Name *names, gsize n, const char *name, guint *place)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (names[i].name, name))
      {
        *place = names[i].place;
        return TRUE;
      }
  return FALSE;
}

/* "3.rd.bytes" -> 3, "rd.bytes" */
static const char *
split_number (const char *text, guint *number)
{
  char *rest;
  guint64 value = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &rest, 10) : MAX_DEVICES;

  if (value >= MAX_DEVICES || *rest != '.')
    return NULL;
  *number = (guint) value;
  return rest + 1;
}

static void
parse_device (GArray *devices, const Name *names, gsize n_names, const char *field,
              virTypedParameterPtr param)
{
  guint number, place;
  const char *name = split_number (field, &number);

  if (name == NULL)
    return;
  if (g_str_equal (name, "name") && param->type == VIR_TYPED_PARAM_STRING)
    {
      VireoSampleDevice *device = vireo_vm_sample_ensure_device (devices, number);

      g_free (device->name);
      device->name = g_strdup (param->value.s);
    }
  else if (find_name (names, n_names, name, &place))
    vireo_vm_sample_ensure_device (devices, number)->counts[place] = get_number (param);
}

static VireoVcpuState
vcpu_state (guint64 libvirt_state)
{
  switch (libvirt_state)
    {
    case VIR_VCPU_OFFLINE:
      return VIREO_VCPU_OFFLINE;
    case VIR_VCPU_RUNNING:
      return VIREO_VCPU_RUNNING;
    case VIR_VCPU_BLOCKED:
      return VIREO_VCPU_IDLE;
    default:
      return VIREO_VCPU_UNKNOWN;
    }
}

static void
parse_vcpu (VireoVmSample *self, const char *field, virTypedParameterPtr param)
{
  guint number;
  const char *name = split_number (field, &number);

  if (name == NULL)
    return;
  if (g_str_equal (name, "time"))
    vireo_vm_sample_ensure_vcpu (self, number)->time = get_number (param);
  else if (g_str_equal (name, "state"))
    vireo_vm_sample_ensure_vcpu (self, number)->state = vcpu_state (get_number (param));
  else if (g_str_equal (name, "halted") && param->type == VIR_TYPED_PARAM_BOOLEAN
           && param->value.b)
    vireo_vm_sample_ensure_vcpu (self, number)->state = VIREO_VCPU_IDLE;
}

static void
set_memory (VireoVmSample *self, guint place, guint64 value)
{
  if (value == VIREO_SAMPLE_UNKNOWN || place == VIREO_SAMPLE_MEMORY_UPDATED)
    self->memory[place] = value;
  else if (value < VIREO_SAMPLE_UNKNOWN / KIB)
    self->memory[place] = value * KIB;
}

/**
 * vireo_vm_sample_parse:
 * @params: (array length=n_params): of libvirt's bulk answer
 *
 * Takes from it what it says; anything else stays as it is.
 */
void
vireo_vm_sample_parse (VireoVmSample *self, virTypedParameterPtr params, int n_params)
{
  guint place;

  for (int i = 0; i < n_params; i++)
    {
      const char *field = params[i].field;

      if (g_str_has_prefix (field, "block."))
        parse_device (self->disks, disk_names, G_N_ELEMENTS (disk_names),
                      field + strlen ("block."), &params[i]);
      else if (g_str_has_prefix (field, "net."))
        parse_device (self->nics, nic_names, G_N_ELEMENTS (nic_names), field + strlen ("net."),
                      &params[i]);
      else if (g_str_has_prefix (field, "vcpu."))
        parse_vcpu (self, field + strlen ("vcpu."), &params[i]);
      else if (g_str_has_prefix (field, "balloon.")
               && find_name (memory_names, G_N_ELEMENTS (memory_names),
                             field + strlen ("balloon."), &place))
        set_memory (self, place, get_number (&params[i]));
      else if (g_str_equal (field, "cpu.time"))
        self->cpu_time = get_number (&params[i]);
    }
}

static void
complete_vcpus (VireoVmSample *self, virDomainPtr handle)
{
  int n_asked = (int) CLAMP (self->n_vcpus, 1, MAX_DEVICES);
  g_autofree virVcpuInfo *infos = g_new0 (virVcpuInfo, n_asked);
  int n = virDomainGetVcpus (handle, infos, n_asked, NULL, 0);

  for (int i = 0; i < n; i++)
    {
      VireoSampleVcpu *vcpu = vireo_vm_sample_ensure_vcpu (self, infos[i].number);

      vcpu->host_cpu = infos[i].cpu >= 0 ? infos[i].cpu : -1;
      if (vcpu->time == VIREO_SAMPLE_UNKNOWN)
        vcpu->time = infos[i].cpuTime;
      if (vcpu->state == VIREO_VCPU_UNKNOWN)
        vcpu->state = vcpu_state ((guint64) infos[i].state);
    }
}

static void
complete_memory (VireoVmSample *self, virDomainPtr handle)
{
  static const int tags[VIREO_N_SAMPLE_MEMORY] = {
    [VIREO_SAMPLE_MEMORY_CURRENT] = VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON,
    [VIREO_SAMPLE_MEMORY_AVAILABLE] = VIR_DOMAIN_MEMORY_STAT_AVAILABLE,
    [VIREO_SAMPLE_MEMORY_UNUSED] = VIR_DOMAIN_MEMORY_STAT_UNUSED,
    [VIREO_SAMPLE_MEMORY_USABLE] = VIR_DOMAIN_MEMORY_STAT_USABLE,
    [VIREO_SAMPLE_MEMORY_CACHES] = VIR_DOMAIN_MEMORY_STAT_DISK_CACHES,
    [VIREO_SAMPLE_MEMORY_RSS] = VIR_DOMAIN_MEMORY_STAT_RSS,
    [VIREO_SAMPLE_MEMORY_UPDATED] = VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE,
  };
  virDomainMemoryStatStruct stats[VIR_DOMAIN_MEMORY_STAT_NR];
  int n = virDomainMemoryStats (handle, stats, G_N_ELEMENTS (stats), 0);

  for (int i = 0; i < n; i++)
    for (guint place = 0; place < VIREO_N_SAMPLE_MEMORY; place++)
      if (tags[place] == stats[i].tag)
        set_memory (self, place, stats[i].val);
}

/**
 * vireo_vm_sample_complete:
 * @handle: of the VM
 *
 * Asks for what the bulk answer has not: the host's CPU under each vCPU, and where a driver leaves
 * them out of that answer, processor time and memory.  Worker.
 */
void
vireo_vm_sample_complete (VireoVmSample *self, virDomainPtr handle)
{
  virDomainInfo info;

  VIREO_ASSERT_WORKER ();
  complete_vcpus (self, handle);
  if (self->cpu_time == VIREO_SAMPLE_UNKNOWN && virDomainGetInfo (handle, &info) == 0)
    self->cpu_time = info.cpuTime;
  if (self->memory[VIREO_SAMPLE_MEMORY_CURRENT] == VIREO_SAMPLE_UNKNOWN)
    complete_memory (self, handle);
  virResetLastError ();
}
