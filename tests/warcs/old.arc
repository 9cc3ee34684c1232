filedesc://shelf.arc 0.0.0.0 20110506070809 text/plain 66
1 0 Shelf
URL IP-address Archive-date Content-type Archive-length

http://heath.example/lapwing 192.0.2.7 20110506070809 text/html 141
HTTP/1.1 200 OK
Content-Type: text/html
Content-Length: 77

<html><title>lapwing</title><p>The lapwing was seen on the heath.</p></html>

http://heath.example/curlew 192.0.2.7 20110506070809 text/html 139
HTTP/1.1 200 OK
Content-Type: text/html
Content-Length: 75

<html><title>curlew</title><p>The curlew was seen on the heath.</p></html>

