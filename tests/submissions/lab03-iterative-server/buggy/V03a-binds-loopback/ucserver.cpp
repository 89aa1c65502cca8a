#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void error_exit(const char *what)
{
	char text[64];
	snprintf(text, sizeof text, "ucserver: %s", what);
	perror(text);
	exit(1);
}

static void usage(void)
{
	fputs("usage: ucserver PORT\n", stderr);
	exit(2);
}

static unsigned short port_from(const char *arg)
{
	char *end;
	long value;

	if (arg[0] < '0' || arg[0] > '9')
		usage();
	errno = 0;
	value = strtol(arg, &end, 10);
	if (*end != '\0' || errno != 0 || value > 65535)
		usage();
	return (unsigned short)value;
}

static int writen(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);
		if (w == -1 && errno == EINTR)
			continue;
		if (w == -1)
			return -1;
		p += w;
		n -= w;
	}
	return 0;
}

static void upcase(char *p, ssize_t n)
{
	while (n-- > 0) {
		if (*p >= 'a' && *p <= 'z')
			*p = *p - 32;
		p++;
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_in me;
	socklen_t melen = sizeof me;
	char line[1024];
	int lfd, cfd, on = 1;
	ssize_t n;

	if (argc != 2)
		usage();
	memset(&me, 0, sizeof me);
	me.sin_family = AF_INET;
	me.sin_port = htons(port_from(argv[1]));
	inet_pton(AF_INET, "127.0.0.1", &me.sin_addr);

	signal(SIGPIPE, SIG_IGN);
	if ((lfd = socket(AF_INET, SOCK_STREAM, 0)) == -1)
		error_exit("socket");
	if (setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
		error_exit("setsockopt");
	if (bind(lfd, (struct sockaddr *)&me, sizeof me) == -1)
		error_exit("bind");
	if (listen(lfd, 8) == -1)
		error_exit("listen");
	if (getsockname(lfd, (struct sockaddr *)&me, &melen) == -1)
		error_exit("getsockname");
	printf("ready 0.0.0.0 %hu\n", ntohs(me.sin_port));
	fflush(stdout);

	for (;;) {
		if ((cfd = accept(lfd, NULL, NULL)) == -1) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			error_exit("accept");
		}
		while ((n = read(cfd, line, sizeof line)) > 0 || (n == -1 && errno == EINTR)) {
			if (n == -1)
				continue;
			upcase(line, n);
			if (writen(cfd, line, n) == -1)
				break;
		}
		close(cfd);
	}
}
