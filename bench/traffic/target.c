/*
 * The target of the bench: one thread, epoll, as little work a request as a server can do, so that the generator is
 * what is measured. It counts the requests it answers. Usage: target [DELAY_MS]; prints its port.
 *
 *   GET /              {"ok":"true"}
 *   GET /items         a list; GET /items/N one of it
 *   POST /orders       gives an id; GET /orders/ID
 *   GET /counted       how many it has answered, this one not counted
 *
 * With a delay it answers each request so many milliseconds later and, from the first request on, holds all answers
 * back in the fifth second of every ten: what a generator must then report can be worked out by hand.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FDS = 65536, ROOM = 8192, MOST_WAITING = 65536, EVENTS = 256 };
static const double CYCLE_MS = 10000, STALL_FROM_MS = 4000, STALL_TO_MS = 5000;

struct connection { char *input; int length; unsigned generation; };
struct answer { int fd; unsigned generation; double dueMs; char text[512]; int length; };

static struct connection connections[MOST_FDS];
static struct answer waiting[MOST_WAITING]; /* a ring, ordered by when it is due */
static unsigned firstWaiting, endWaiting;
static unsigned long counted;
static double delayMs, startMs;

static double nowMs(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static struct timespec until(double dueMs) {
  double left = dueMs - nowMs();
  if (left < 0) left = 0;
  return (struct timespec){ .tv_sec = left / 1e3, .tv_nsec = (long)(left * 1e6) % 1000000000 };
}

/* When an answer to what came now may go out. */
static double dueMs(double now) {
  if (startMs == 0) startMs = now;
  double cycle = startMs + (long)((now - startMs) / CYCLE_MS) * CYCLE_MS;
  if (now >= cycle + STALL_FROM_MS && now < cycle + STALL_TO_MS) now = cycle + STALL_TO_MS;
  return now + delayMs;
}

/* As servers send it: another text every second, so that no generator may take all heads for one. */
static const char *date(void) {
  static time_t of;
  static char text[40];
  time_t now = time(NULL);
  if (now != of) strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&now));
  of = now;
  return text;
}

static int written(char *to, const char *status, const char *body) {
  return sprintf(to, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nDate: %s\r\n\r\n%s",
                 status, strlen(body), date(), body);
}

static int answered(const char *request, char *to) {
  char body[128];
  if (strncmp(request, "GET / ", 6) == 0) return written(to, "200 OK", "{\"ok\":\"true\"}");
  if (strncmp(request, "GET /items ", 11) == 0)
    return written(to, "200 OK", "{\"items\":[{\"id\":1},{\"id\":2},{\"id\":3}],\"total\":3}");
  if (strncmp(request, "GET /items/", 11) == 0 || strncmp(request, "GET /orders/", 12) == 0) {
    sprintf(body, "{\"id\":%ld,\"name\":\"it\"}", strtol(strchr(request + 5, '/') + 1, NULL, 10));
    return written(to, "200 OK", body);
  }
  if (strncmp(request, "POST /orders ", 13) == 0) {
    sprintf(body, "{\"id\":%lu}", counted);
    return written(to, "201 Created", body);
  }
  return written(to, "404 Not Found", "{}");
}

/* Length of the first whole request, 0 while part of it is missing. */
static int wholeRequest(const char *input, int length) {
  const char *end = memmem(input, length, "\r\n\r\n", 4);
  if (!end) return 0;
  int head = end + 4 - input, body = 0;
  if (input[0] == 'P') {
    const char *field = strcasestr(input, "\r\nContent-Length:");
    if (field && field < end) body = atoi(field + 17);
  }
  return head + body <= length ? head + body : 0;
}

static void answer(int fd, const char *request) {
  struct answer *one = &waiting[endWaiting % MOST_WAITING];
  if (strncmp(request, "GET /counted ", 13) == 0) {
    char text[512], body[64];
    sprintf(body, "%lu", counted);
    if (write(fd, text, written(text, "200 OK", body)) < 0) return;
    return;
  }
  counted++;
  one->length = answered(request, one->text);
  if (delayMs == 0) {
    if (write(fd, one->text, one->length) < 0) return;
    return;
  }
  one->fd = fd;
  one->generation = connections[fd].generation;
  one->dueMs = dueMs(nowMs());
  endWaiting++;
}

static void sendDue(void) {
  for (double now = nowMs(); firstWaiting != endWaiting; firstWaiting++) {
    struct answer *one = &waiting[firstWaiting % MOST_WAITING];
    if (one->dueMs > now) return;
    if (connections[one->fd].generation == one->generation && write(one->fd, one->text, one->length) < 0) continue;
  }
}

static void closeConnection(int fd) {
  connections[fd].generation++;
  connections[fd].length = 0;
  close(fd);
}

static void readFrom(int fd) {
  struct connection *one = &connections[fd];
  if (!one->input) one->input = malloc(ROOM + 1);
  int got = read(fd, one->input + one->length, ROOM - one->length);
  if (got <= 0) { closeConnection(fd); return; }
  one->length += got;
  one->input[one->length] = 0;
  for (int taken; (taken = wholeRequest(one->input, one->length)) > 0;) {
    answer(fd, one->input);
    one->length -= taken;
    memmove(one->input, one->input + taken, one->length + 1);
  }
}

int main(int argc, char **argv) {
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t size = sizeof at;
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), queue = epoll_create1(0);
  if (argc > 1) delayMs = atof(argv[1]);
  if (bind(listener, (struct sockaddr *)&at, size) || listen(listener, 1024)) return 1;
  getsockname(listener, (struct sockaddr *)&at, &size);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  struct epoll_event event = { .events = EPOLLIN, .data.fd = listener }, events[EVENTS];
  epoll_ctl(queue, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct timespec untilDue, *patience = firstWaiting == endWaiting ? NULL : &untilDue;
    if (patience) untilDue = until(waiting[firstWaiting % MOST_WAITING].dueMs);
    int ready = epoll_pwait2(queue, events, EVENTS, patience, NULL); /* epoll_wait knows no less than a millisecond */
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd != listener) { readFrom(fd); continue; }
      event.data.fd = accept(listener, NULL, NULL);
      if (event.data.fd < 0 || event.data.fd >= MOST_FDS) continue;
      setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      epoll_ctl(queue, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    sendDue();
  }
}
