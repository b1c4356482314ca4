// A network between namespaces, with a latency and a rate: what `tc netem` does, for kernels that lack it. Every host has a
// TUN device `net`; what a host sends leaves it at the rate, arrives after the latency, and goes to the host whose number is
// the last byte of its address. scripts/simulate-hosts compiles and starts it.
//
//   slow-network PREFIX HOSTS MILLISECONDS GBITS      for the namespaces PREFIX-1 … PREFIX-HOSTS; 0 Gbit/s is no limit
//
// Prints a line once all devices are there, and runs until it is ended.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MOST_HOSTS = 64, LARGEST_PACKET = 65536, MOST_WAITING = 64 << 20 };

struct packet {
  struct packet *next;
  double due;
  int size;
  unsigned char bytes[];
};

// What a host has sent and nobody has got yet, the oldest first; and when its last bit will have left.
struct way {
  struct packet *first, *last;
  double free;
  long waiting;
};

static void fail(const char *what) {
  fprintf(stderr, "slow-network: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

// Makes the device in a namespace; the file descriptor stays bound to it.
static int device(const char *prefix, int host) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s-%d", prefix, host);
  int space = open(path, O_RDONLY);
  if (space < 0 || setns(space, CLONE_NEWNET) != 0) fail(path);
  close(space);
  int file = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (file < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strcpy(request.ifr_name, "net");
  if (ioctl(file, TUNSETIFF, &request) != 0) fail("TUNSETIFF");
  return file;
}

int main(int count, char **words) {
  if (count != 5) {
    fprintf(stderr, "slow-network: expected PREFIX HOSTS MILLISECONDS GBITS\n");
    return 2;
  }
  int hosts = atoi(words[2]);
  double latency = 1e-3 * atof(words[3]), rate = 1e9 / 8 * atof(words[4]);
  if (hosts < 1 || hosts > MOST_HOSTS) {
    fprintf(stderr, "slow-network: %d hosts, expected 1 to %d\n", hosts, MOST_HOSTS);
    return 2;
  }
  struct pollfd files[MOST_HOSTS];
  struct way ways[MOST_HOSTS] = {0};
  for (int host = 0; host < hosts; host++) {
    files[host] = (struct pollfd){.fd = device(words[1], host + 1), .events = POLLIN};
  }
  prctl(PR_SET_TIMERSLACK, 1);
  // Before all else: ranks that wait spin, and would be left to finish their time.
  struct sched_param first = {.sched_priority = 10};
  if (sched_setscheduler(0, SCHED_FIFO, &first) != 0) fail("sched_setscheduler");
  puts("ready");
  fflush(stdout);
  static unsigned char bytes[LARGEST_PACKET];
  for (;;) {
    double next = now() + 1;
    for (int host = 0; host < hosts; host++) {
      if (ways[host].first && ways[host].first->due < next) next = ways[host].first->due;
    }
    double pause = next - now();
    if (pause < 0) pause = 0;
    struct timespec timeout = {.tv_sec = (time_t)pause, .tv_nsec = (long)(1e9 * (pause - (time_t)pause))};
    ppoll(files, hosts, &timeout, NULL);
    for (int host = 0; host < hosts; host++) {
      struct way *way = &ways[host];
      for (;;) {
        ssize_t size = read(files[host].fd, bytes, sizeof bytes);
        if (size <= 0) break;
        // A full queue drops what comes, as a switch's does; what is no packet of ours has nowhere to go.
        int other = bytes[19] - 1;
        if (size < 20 || bytes[0] >> 4 != 4 || other < 0 || other >= hosts || way->waiting > MOST_WAITING) continue;
        struct packet *packet = malloc(sizeof *packet + size);
        if (!packet) fail("malloc");
        double time = now();
        if (way->free < time) way->free = time;
        if (rate > 0) way->free += size / rate;
        *packet = (struct packet){.due = way->free + latency, .size = (int)size};
        memcpy(packet->bytes, bytes, size);
        if (way->last) way->last->next = packet; else way->first = packet;
        way->last = packet;
        way->waiting += size;
      }
    }
    for (int host = 0; host < hosts; host++) {
      struct way *way = &ways[host];
      while (way->first && way->first->due <= now()) {
        struct packet *packet = way->first;
        way->first = packet->next;
        if (!way->first) way->last = NULL;
        way->waiting -= packet->size;
        // What a host cannot take in is lost; TCP sends it again.
        ssize_t written = write(files[packet->bytes[19] - 1].fd, packet->bytes, packet->size);
        (void)written;
        free(packet);
      }
    }
  }
}
