/* The ten-value map of meters 1 to METERS, one meter after the other over one connection, for MS milliseconds with
 * libmodbus: what a program in C makes of the same requests. Usage: libmodbus-client PORT METERS MS.
 * Prints {"perSecond": …, "cpuMicroseconds": …}, readings and CPU time for each. */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **values) {
  if (count != 4) return 2;
  const int meters = atoi(values[2]);
  const double duration = atof(values[3]) / 1000;
  modbus_t *bus = modbus_new_tcp("127.0.0.1", atoi(values[1]));
  if (!bus || modbus_connect(bus) != 0) {
    fprintf(stderr, "cannot connect: %s\n", modbus_strerror(errno));
    return 1;
  }
  uint16_t registers[36];
  float values_read[10] = {0};
  long readings = 0;
  const double begun = seconds(), cpu = cpu_seconds();
  while (seconds() - begun < duration) {
    modbus_set_slave(bus, 1 + readings % meters);
    if (modbus_read_registers(bus, 0x5008, 36, registers) != 36) return 1;
    values_read[0] = modbus_get_float_abcd(registers);
    for (int n = 0; n < 4; n++) values_read[1 + n] = modbus_get_float_abcd(registers + 10 + 2 * n);
    values_read[5] = modbus_get_float_abcd(registers + 34);
    if (modbus_read_registers(bus, 0x6000, 12, registers) != 12) return 1;
    values_read[6] = modbus_get_float_abcd(registers);
    for (int n = 0; n < 3; n++) values_read[7 + n] = modbus_get_float_abcd(registers + 6 + 2 * n);
    if (values_read[0] == 0) return 1;
    readings++;
  }
  printf("{\"perSecond\": %f, \"cpuMicroseconds\": %f}\n", readings / (seconds() - begun),
         1e6 * (cpu_seconds() - cpu) / readings);
  modbus_free(bus);
  return 0;
}
