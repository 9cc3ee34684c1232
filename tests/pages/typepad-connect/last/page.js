TPConnect.lowest_comment = '6a00d8341c0153ef012001';
TPConnect.newest_comment = '6a00d8341c0153ef0120c9';
document.getElementById("tpe-comments-content").innerHTML += "<div class=\"comment font-entrybody\" id=\"comment-6a00d8341c0153ef012001\"><div class=\"comment-content font-entrybody\"><span id=\"comment-6a00d8341c0153ef012001-content\"><p>First drops.<\/p><\/span><\/div><p class=\"comment-footer font-entryfooter\">Posted by: Nuala | <a rel=\"nofollow\" href=\"http://wet.typepad.com/blog/2010/02/rain.html?cid=6a00d8341c0153ef012001#comment-6a00d8341c0153ef012001\">February 10, 2010 at 11:15 PM<\/a><\/p><\/div>";
document.getElementById("comments-pager").innerHTML = "";
