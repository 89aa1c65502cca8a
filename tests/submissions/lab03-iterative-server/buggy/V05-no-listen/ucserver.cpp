#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <signal.h>
#include <netinet/in.h>
#include <sys/socket.h>

int main(int argc, char *argv[])
{
	int listenfd, connfd, port, used = 0;
	int optval = 1;
	ssize_t n, i, off, w;
	char line[1500];
	struct sockaddr_in servaddr;
	socklen_t len = sizeof(servaddr);

	if (argc != 2 || strspn(argv[1], "0123456789") != strlen(argv[1]) ||
	    sscanf(argv[1], "%5d%n", &port, &used) != 1 || argv[1][used] != '\0' || port > 65535) {
		fprintf(stderr, "usage: ucserver PORT\n");
		exit(2);
	}
	signal(SIGPIPE, SIG_IGN);

	if ((listenfd = socket(AF_INET, SOCK_STREAM, 0)) < 0) {
		perror("ucserver: socket");
		exit(1);
	}
	if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &optval, sizeof(optval)) < 0) {
		perror("ucserver: setsockopt");
		exit(1);
	}

	memset(&servaddr, 0, sizeof(servaddr));
	servaddr.sin_family = AF_INET;
	servaddr.sin_addr.s_addr = htonl(INADDR_ANY);
	servaddr.sin_port = htons(port);
	if (bind(listenfd, (struct sockaddr *)&servaddr, sizeof(servaddr)) < 0) {
		perror("ucserver: bind");
		exit(1);
	}
	if (getsockname(listenfd, (struct sockaddr *)&servaddr, &len) < 0) {
		perror("ucserver: getsockname");
		exit(1);
	}
	printf("ready 0.0.0.0 %d\n", ntohs(servaddr.sin_port));
	fflush(stdout);

	for (;;) {
		if ((connfd = accept(listenfd, NULL, NULL)) < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			perror("ucserver: accept");
			exit(1);
		}
		while ((n = read(connfd, line, sizeof(line))) > 0) {
			for (i = 0; i < n; i++)
				if (line[i] >= 'a' && line[i] <= 'z')
					line[i] = line[i] - 'a' + 'A';
			for (off = 0; off < n; off += w)
				if ((w = write(connfd, line + off, n - off)) < 0)
					break;
			if (off < n)
				break;
		}
		close(connfd);
	}
}
